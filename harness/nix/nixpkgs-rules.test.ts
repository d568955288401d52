import { expect, test } from 'vitest'
import { nixError } from './error.ts'
import { findTooOld, findWithoutFormat } from './nixpkgs-rules.ts'

/** As Nix 2.8.0 and nixpkgs 25.11 write it. */
const FEATURES = `error: evaluation aborted with the following error message: '
       This version of Nixpkgs requires an implementation of Nix with the following features:
       - \`builtins.nixVersion\` reports at least 2.18

       You are evaluating with Nix 2.8.0, please upgrade:

       - If you are running NixOS, \`nixos-rebuild' can be used to upgrade your system.
       '
(use '--show-trace' to show detailed location information)
`
const MINIMUM = `error: evaluation aborted with the following error message: '

       This version of Nixpkgs requires Nix >= 2.3, please upgrade:
       '
`
const ABORTED = "evaluation aborted with the following error message: '"
const FORMAT =
  'python3.11-app-1.0.0 does not configure a `format`. To build with setuptools as before, set `pyproject = true` and `build-system = [ setuptools ]`.`'

const result = (stderr: string): Parameters<typeof nixError>[0] => ({
  command: ['nix-build'],
  cwd: '/workspace',
  exitCode: 1,
  stdout: '',
  stderr,
  durationMs: 1,
  timedOut: false,
})

test('findTooOld() tells both versions, where nixpkgs does', () => {
  expect(findTooOld(ABORTED, FEATURES)).toEqual({ wanted: '2.18', found: '2.8.0' })
  expect(findTooOld(ABORTED, MINIMUM)).toEqual({ wanted: '2.3' })
  expect(findTooOld(ABORTED, `error: ${ABORTED}bad'`)).toBeUndefined()
  expect(findTooOld('attribute missing', FEATURES)).toBeUndefined()
})

test('nixError() blames the environment for a Nix that is too old for nixpkgs', () => {
  const error = nixError(result(FEATURES), { workspace: '/workspace' })
  expect(error.message).toBe(`This Nix is too old for the nixpkgs in use [NIX_TOO_OLD]
  wanted  Nix 2.18 or newer
  found   Nix 2.8.0
  next    Run with a newer --nix, or with --nixpkgs 24.11 where the tutorial takes <nixpkgs> as it is`)
  expect(error.blame).toBe('environment')
})

test('nixError() says what to write where a package has no format', () => {
  const error = nixError(
    result(`error: ${FORMAT}\n(use '--show-trace' to show detailed location information)\n`),
    { workspace: '/workspace' },
  )
  expect([error.code, error.blame]).toEqual(['NIX_EVALUATION', 'tutorial'])
  expect(error.summary).toContain('"app-1.0.0" does not say how it is built')
  expect(error.details.found).toBe(FORMAT)
  expect(error.details.next).toMatch(/format = "setuptools"; [^]*pyproject = true; build-system = /)
})

test.each([
  [FORMAT, 'app-1.0.0'],
  ['app-1.0.0 does not configure a `format`. To build', 'app-1.0.0'],
  ['python-3 does not configure a format', undefined],
])('findWithoutFormat("%s") is %s', (message, name) => {
  expect(findWithoutFormat(message)).toBe(name)
})
