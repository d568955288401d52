import { expect, test } from 'vitest'
import type { CommandResult } from '../errors.ts'
import { nixError } from './error.ts'
import captured from './failure.captured.json' with { type: 'json' }

function failed(name: keyof typeof captured.cases): CommandResult {
  const { exitCode, stderr } = captured.cases[name]['2.26']
  return {
    command: ['nix-build'],
    cwd: '/workspace',
    exitCode,
    stdout: '',
    stderr,
    durationMs: 1000,
    timedOut: false,
  }
}

// The prose is fixed once, here; everything else relies on codes.
test('nixError() says what is wrong, where, and what to do', () => {
  const names = ['syntax', 'attribute', 'outside', 'builder', 'undefined', 'hash'] as const
  const messages = names.map((name) => nixError(failed(name), '/workspace').message)
  expect(messages.join('\n\n')).toMatchInlineSnapshot(`
    "Nix cannot read the file: syntax error, unexpected '=', expecting ';' [NIX_SYNTAX]
      at      syntax/default.nix:5:7
      next    Correct the syntax there, or right before

    There is no attribute "flaks" [NIX_ATTRIBUTE_MISSING]
      at      attribute/default.nix:5:29
      next    Did you mean "flask"?

    "hello" is not in the embedded nixpkgs [NOT_IN_EMBEDDED_NIXPKGS]
      at      outside/default.nix:5:3
      next    Run again with --image official

    The builder of "app" failed with exit code 1 [BUILDER_FAILED]
      found   installing
              cp: cannot stat 'no-such-file': No such file or directory

    nix-build failed: undefined variable 'flsk' [NIX_EVALUATION]
      at      undefined/default.nix:5:26

    nix-build failed: hash mismatch in fixed-output derivation '/nix/store/a2jxm6mhb9y9a2q982l9n32m36y5xddd-app.drv' [BUILD_FAILED]
      found   error: hash mismatch in fixed-output derivation '/nix/store/a2jxm6mhb9y9a2q982l9n32m36y5xddd-app.drv':
                       specified: sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
                          got:    sha256-EFUdrtf6Rn0LWIJufrmg8q99aT3jGfLvd1//zaJEufY="
  `)
})

test('nixError() carries the whole result', () => {
  const result = failed('builder')
  expect(nixError(result, '/workspace').details.result).toBe(result)
})
