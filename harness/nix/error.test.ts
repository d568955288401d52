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
  const names = [
    'syntax',
    'attribute',
    'outside',
    'builder',
    'undefined',
    'hash',
    'hash-fetchurl',
    'download-builder-404',
    'download-host',
    'option-misspelt',
    'option-outside',
    'option-conflict',
  ] as const
  const messages = names.map((name) => nixError(failed(name), { workspace: '/workspace' }).message)
  expect(messages.join('\n\n')).toMatchInlineSnapshot(`
    "Nix cannot read the file: syntax error, unexpected '=', expecting ';' [NIX_SYNTAX]
      wanted  ';'
      found   '='
      at      syntax/default.nix:5:7
      next    Correct the syntax there, or right before

    There is no attribute "flaks" [NIX_ATTRIBUTE_MISSING]
      wanted  An attribute "flaks"
      found   No such attribute
      at      attribute/default.nix:5:29
      next    Did you mean "flask"?

    "hello" is not in the embedded nixpkgs [NOT_EMBEDDED]
      wanted  A nixpkgs that has it
      found   The embedded one has a part of nixpkgs, and no name like it
      at      outside/default.nix:5:3
      next    Run again with --image official

    The builder of "app" failed with exit code 1 [BUILDER_FAILED]
      wanted  The builder ends with exit code 0
      found   installing
              cp: cannot stat 'no-such-file': No such file or directory
      next    Mend what its last words name

    Nothing here is called "flsk" [NIX_VARIABLE_UNDEFINED]
      wanted  A variable "flsk" in scope
      found   No "let", "with", "rec" or argument brings one
      at      undefined/default.nix:5:26
      next    Correct the name, write what "flsk" is part of before it, as in "pkgs.flsk", or take it as an argument

    The hash of "app" is not filled in yet [HASH_PLACEHOLDER]
      wanted  A hash instead of the placeholder sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
      found   sha256-EFUdrtf6Rn0LWIJufrmg8q99aT3jGfLvd1//zaJEufY=
      next    Put the found hash there, if its content is what is meant

    The hash of file:///workspace/fetched.nix is not the one that is specified [HASH_MISMATCH]
      wanted  sha256:0mhjp9ig4g4wahkkrncpq5bc3f6bcnkg5qpa54dsyp0r3s669hbz
      found   sha256:0n0h37a1xx1yviyy7914yra0l7wb2m03d2jmp0x3zlbn3agalvqx
      at      hash-fetchurl/default.nix:2:3
      next    Put the found hash in place of the other, if its content is what is meant; nixproof pins says which commit the other is of

    There is nothing at http://127.0.0.1:8000/nothing.tar.gz [URL_NOT_FOUND]
      wanted  A file to download there
      found   curl: (22) The requested URL returned error: 404
      next    Correct the URL, or what it is made of

    https://raw.example.invalid/default.nix cannot be downloaded [DOWNLOAD_FAILED]
      wanted  A server that answers with the file
      found   Could not resolve hostname (6) Could not resolve host: raw.example.invalid
      at      download-host/default.nix:1:9
      next    Let the container reach it, or try again

    There is no option "environment.systemPackges" [NIX_OPTION_MISSING]
      wanted  An option "environment.systemPackges"
      found   No module declares it
      next    Correct the name, or use a NixOS that has it

    The option "services.nginx.enable" is not in the embedded nixpkgs [NOT_EMBEDDED]
      wanted  A nixpkgs that has it
      found   The embedded one has a part of nixpkgs
      next    Run again with --image official

    nix-build failed: The option \`networking.hostName' has conflicting definition values [NIX_EVALUATION]
      wanted  Nix can evaluate the expression
      found   - In \`/workspace/option-conflict/default.nix': "b"
              - In \`/workspace/option-conflict/default.nix': "a"
      next    Do what the message asks for, or correct the expression that it is about"
  `)
})

test('nixError() carries the whole result', () => {
  const result = failed('builder')
  expect(nixError(result, { workspace: '/workspace' }).details.result).toBe(result)
})

test('nixError() tells no more than anybody reads', () => {
  const words = 'Hello world '.repeat(12_000)
  for (const stderr of [words, words.replaceAll('world ', 'world\n')]) {
    const result = { ...failed('throw'), stderr: `error: ${stderr}` }
    const error = nixError(result, { workspace: '/workspace' })
    expect(error.message.length).toBeLessThan(3000)
    if (stderr === words) expect(error.message).toContain('characters left out')
    expect(error.details.result?.stderr).toHaveLength(stderr.length + 7)
  }
})
