import { expect, test } from 'vitest'
import type { Code, Place } from '../errors.ts'
import captured from './failure.captured.json' with { type: 'json' }
import { sortNixFailure, type NixFailure } from './failure.ts'

type Case = keyof typeof captured.cases
const VERSIONS = ['2.8', '2.26', '2.34'] as const
type Version = (typeof VERSIONS)[number]

function sort(name: Case, version: Version): NixFailure {
  const { exitCode, stderr } = captured.cases[name][version]
  return sortNixFailure({ exitCode, stderr, timedOut: false }, '/workspace')
}

const at = (file: string, line: number, column: number): Place => ({ file, line, column })

test.each<[name: Case, code: Code, place: Place | undefined]>([
  ['syntax', 'NIX_SYNTAX', at('syntax/default.nix', 5, 7)],
  ['undefined', 'NIX_EVALUATION', at('undefined/default.nix', 5, 26)],
  ['attribute', 'NIX_ATTRIBUTE_MISSING', at('attribute/default.nix', 5, 29)],
  ['attribute-far', 'NIX_ATTRIBUTE_MISSING', at('attribute-far/default.nix', 5, 29)],
  ['attribute nix-shell', 'NIX_ATTRIBUTE_MISSING', at('attribute/default.nix', 5, 29)],
  ['imported', 'NIX_ATTRIBUTE_MISSING', at('imported/package.nix', 4, 19)],
  ['good -A', 'NIX_ATTRIBUTE_MISSING', undefined],
  ['assert', 'NIX_EVALUATION', at('assert/default.nix', 3, 1)],
  ['argument', 'NIX_EVALUATION', at('argument/default.nix', 3, 19)],
  ['recursion', 'NIX_EVALUATION', at('recursion/default.nix', 1, 9)],
  ['builder', 'BUILDER_FAILED', undefined],
  ['builder-dependency', 'BUILDER_FAILED', undefined],
  ['killed', 'BUILDER_FAILED', undefined],
  ['no-output', 'BUILDER_FAILED', undefined],
  ['slow --timeout', 'TIMEOUT', undefined],
  ['hash', 'BUILD_FAILED', undefined],
  ['nothing', 'BUILD_FAILED', undefined],
])('sortNixFailure() of "%s" is %s in each Nix', (name, code, place) => {
  for (const version of VERSIONS) {
    const failure = sort(name, version)
    expect([version, failure.code, failure.place]).toEqual([version, code, place])
  }
})

// Nix 2.8 prints no trace for what has no place of its own.
test.each<[name: Case, code: Code]>([
  ['throw', 'NIX_EVALUATION'],
  ['outside', 'NOT_IN_EMBEDDED_NIXPKGS'],
])('sortNixFailure() of "%s" is %s, with the nearest place of the trace', (name, code) => {
  const places = VERSIONS.map((version) => {
    const failure = sort(name, version)
    expect(failure.code).toBe(code)
    return failure.place
  })
  const nearest = at(`${name}/default.nix`, 5, 3)
  expect(places).toEqual([undefined, nearest, nearest])
})

test('sortNixFailure() tells the missing name and what Nix proposes', () => {
  for (const version of VERSIONS) {
    expect(sort('attribute', version)).toMatchObject({ missing: 'flaks', suggestions: ['flask'] })
    expect(sort('good -A', version)).toMatchObject({ missing: 'nosuch', suggestions: [] })
  }
})

test('sortNixFailure() reads several proposals', () => {
  const stderr = `error: attribute 'pyton' missing\n       Did you mean one of python, pypy or jython?\n`
  const failure = sortNixFailure({ exitCode: 1, stderr, timedOut: false }, '/workspace')
  expect(failure.suggestions).toEqual(['python', 'pypy', 'jython'])
})

test('sortNixFailure() tells derivation, exit code and log of the builder that failed first', () => {
  for (const version of VERSIONS) {
    expect(sort('builder', version).builder).toEqual({
      derivation: 'app',
      reason: 'failed with exit code 1',
      exitCode: 1,
      log: ['installing', "cp: cannot stat 'no-such-file': No such file or directory"],
    })
    expect(sort('builder-dependency', version).builder).toMatchObject({
      derivation: 'app-package',
      exitCode: 7,
      log: ['building the package'],
    })
    expect(sort('killed', version).builder?.reason).toBe('failed due to signal 9 (Killed)')
  }
})

test('sortNixFailure() is TIMEOUT when the deadline ended Nix', () => {
  const failure = sortNixFailure({ exitCode: null, stderr: 'building …', timedOut: true }, '/w')
  expect(failure.code).toBe('TIMEOUT')
})

test('sortNixFailure() passes over what nix-shell says about bashInteractive', () => {
  const { stderr } = captured.cases['good nix-shell']['2.26']
  const later = `${stderr}error: syntax error, unexpected end of file\n       at /workspace/a.nix:4:16:\n`
  const failure = sortNixFailure({ exitCode: 1, stderr: later, timedOut: false }, '/workspace')
  expect(failure).toMatchObject({ code: 'NIX_SYNTAX', place: at('a.nix', 4, 16) })
  expect(sort('good nix-shell', '2.26').code).toBe('BUILD_FAILED')
})

test('sortNixFailure() reads what Nix writes to a terminal', () => {
  const stderr =
    "\u001b[31;1merror:\u001b[0m attribute '\u001b[35;1mb\u001b[0m' missing\n       \u001b[34;1mat \u001b[35;1m/workspace/a.nix\u001b[0m:1:1:\u001b[0m"
  const failure = sortNixFailure({ exitCode: 1, stderr, timedOut: false }, '/workspace')
  expect(failure).toMatchObject({ missing: 'b', place: at('a.nix', 1, 1) })
})
