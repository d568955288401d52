import { expect, test } from 'vitest'
import type { Code, Place } from '../errors.ts'
import captured from './failure.captured.json' with { type: 'json' }
import { sortNixFailure, type NixFailure } from './failure.ts'

type Case = keyof typeof captured.cases
const VERSIONS = ['2.8', '2.26', '2.34'] as const
type Version = (typeof VERSIONS)[number]

const HERE = { workspace: '/workspace' }

function sort(name: Case, version: Version): NixFailure {
  const { exitCode, stderr } = captured.cases[name][version]
  return sortNixFailure({ exitCode, stderr, timedOut: false }, HERE)
}

const at = (file: string, line: number, column: number): Place => ({ file, line, column })

test.each<[name: Case, code: Code, place: Place | undefined]>([
  ['syntax', 'NIX_SYNTAX', at('syntax/default.nix', 5, 7)],
  ['undefined', 'NIX_VARIABLE_UNDEFINED', at('undefined/default.nix', 5, 26)],
  ['attribute', 'NIX_ATTRIBUTE_MISSING', at('attribute/default.nix', 5, 29)],
  ['attribute-far', 'NIX_ATTRIBUTE_MISSING', at('attribute-far/default.nix', 5, 29)],
  ['attribute nix-shell', 'NIX_ATTRIBUTE_MISSING', at('attribute/default.nix', 5, 29)],
  ['imported', 'NIX_ATTRIBUTE_MISSING', at('imported/package.nix', 4, 19)],
  ['good -A', 'NIX_ATTRIBUTE_MISSING', undefined],
  ['assert', 'NIX_EVALUATION', at('assert/default.nix', 3, 1)],
  ['argument', 'NIX_ARGUMENT_MISSING', at('argument/default.nix', 3, 19)],
  ['recursion', 'NIX_RECURSION', at('recursion/default.nix', 1, 9)],
  ['builder', 'BUILDER_FAILED', undefined],
  ['builder-dependency', 'BUILDER_FAILED', undefined],
  ['killed', 'BUILDER_KILLED', undefined],
  ['no-output', 'OUTPUT_MISSING', undefined],
  ['slow --timeout', 'TIMEOUT', undefined],
  ['hash', 'HASH_PLACEHOLDER', undefined],
  ['hash-dependency', 'HASH_PLACEHOLDER', undefined],
  ['hash-empty', 'HASH_PLACEHOLDER', undefined],
  ['download-builder-404', 'URL_NOT_FOUND', undefined],
  ['download-builder-host', 'DOWNLOAD_FAILED', undefined],
  ['option-misspelt', 'NIX_OPTION_MISSING', undefined],
  ['option-outside', 'NOT_EMBEDDED', undefined],
  ['option-type', 'NIX_EVALUATION', undefined],
  ['option-conflict', 'NIX_EVALUATION', undefined],
  ['nothing', 'NIX_FILE_MISSING', undefined],
])('sortNixFailure() of "%s" is %s in each Nix', (name, code, place) => {
  for (const version of VERSIONS) {
    const failure = sort(name, version)
    expect([version, failure.code, failure.place]).toEqual([version, code, place])
  }
})

// Nix 2.8 prints no trace for what has no place of its own.
test.each<[name: Case, code: Code, line: number, column: number]>([
  ['throw', 'NIX_EVALUATION', 5, 3],
  ['outside', 'NOT_EMBEDDED', 5, 3],
  ['hash-fetchurl', 'HASH_MISMATCH', 2, 3],
  ['hash-fetchtarball', 'HASH_MISMATCH', 2, 10],
  ['download-host', 'DOWNLOAD_FAILED', 1, 9],
  ['download-404', 'URL_NOT_FOUND', 1, 9],
  ['download-refused', 'DOWNLOAD_FAILED', 1, 1],
])(
  'sortNixFailure() of "%s" is %s, with the nearest place of the trace',
  (name, code, line, column) => {
    const places = VERSIONS.map((version) => {
      const failure = sort(name, version)
      expect(failure.code).toBe(code)
      return failure.place
    })
    const nearest = at(`${name}/default.nix`, line, column)
    expect(places).toEqual([undefined, nearest, nearest])
  },
)

test('sortNixFailure() tells the missing name and what Nix proposes', () => {
  for (const version of VERSIONS) {
    expect(sort('attribute', version)).toMatchObject({ missing: 'flaks', suggestions: ['flask'] })
    expect(sort('good -A', version)).toMatchObject({ missing: 'nosuch' })
    expect(sort('good -A', version)).not.toHaveProperty('suggestions')
  }
})

test('sortNixFailure() reads several proposals', () => {
  const stderr = `error: attribute 'pyton' missing\n       Did you mean one of python, pypy or jython?\n`
  const failure = sortNixFailure({ exitCode: 1, stderr, timedOut: false }, HERE)
  expect(failure.suggestions).toEqual(['python', 'pypy', 'jython'])
})

test('sortNixFailure() is TIMEOUT when the deadline ended Nix', () => {
  const failure = sortNixFailure({ exitCode: null, stderr: 'building …', timedOut: true }, HERE)
  expect(failure.code).toBe('TIMEOUT')
})

test('sortNixFailure() passes over what nix-shell says about bashInteractive', () => {
  const { stderr } = captured.cases['good nix-shell']['2.26']
  const later = `${stderr}error: syntax error, unexpected end of file\n       at /workspace/a.nix:4:16:\n`
  const failure = sortNixFailure({ exitCode: 1, stderr: later, timedOut: false }, HERE)
  expect(failure).toMatchObject({ code: 'NIX_SYNTAX', place: at('a.nix', 4, 16) })
  expect(sort('good nix-shell', '2.26').code).toBe('BUILD_FAILED')
})

test('sortNixFailure() reads what Nix writes to a terminal', () => {
  const stderr =
    "\u001b[31;1merror:\u001b[0m attribute '\u001b[35;1mb\u001b[0m' missing\n       \u001b[34;1mat \u001b[35;1m/workspace/a.nix\u001b[0m:1:1:\u001b[0m"
  const failure = sortNixFailure({ exitCode: 1, stderr, timedOut: false }, HERE)
  expect(failure).toMatchObject({ missing: 'b', place: at('a.nix', 1, 1) })
})

test('sortNixFailure() tells which option does not exist', () => {
  for (const version of VERSIONS) {
    expect(sort('option-misspelt', version).missing).toBe('environment.systemPackges')
  }
})

test('sortNixFailure() proposes the nearest of the names that exist, where Nix proposes none', () => {
  for (const version of VERSIONS) {
    const { exitCode, stderr } = captured.cases['good -A'][version]
    const sorted = (...names: string[]): NixFailure =>
      sortNixFailure({ exitCode, stderr, timedOut: false }, HERE, { names })
    expect(sorted('app', 'nosuchapp', 'docs')).toMatchObject({
      suggestions: ['nosuchapp'],
      names: ['nosuchapp', 'docs', 'app'],
    })
    expect(sorted('app', 'docs')).not.toHaveProperty('suggestions')
  }
})

test('sortNixFailure() is NOT_EMBEDDED where the embedded nixpkgs was asked for the name', () => {
  const outside = '"flaks" is not in the embedded nixpkgs, which has "flask"; run with'
  for (const version of VERSIONS) {
    const { exitCode, stderr } = captured.cases.attribute[version]
    const result = { exitCode, stderr, timedOut: false }
    const failure = sortNixFailure(result, HERE, { outside })
    const place = at('attribute/default.nix', 5, 29)
    expect(failure).toMatchObject({ code: 'NOT_EMBEDDED', message: outside, place })
    const use = at('a.nix', 1, 2)
    expect(sortNixFailure(result, HERE, { outside, place: use }).place).toEqual(use)
  }
})

test('sortNixFailure() takes the place from the whole trace, where there is one', () => {
  const { exitCode, stderr } = captured.cases.throw['2.26']
  const trace = stderr.replace(':5:3:', ':5:14:')
  expect(trace).not.toBe(stderr)
  const failure = sortNixFailure({ exitCode, stderr, timedOut: false }, HERE, { trace })
  expect(failure.place).toEqual(at('throw/default.nix', 5, 14))
})

test('sortNixFailure() reads what callPackage of nixpkgs 24.11 says', () => {
  const stderr = `error: evaluation aborted with the following error message: 'lib.customisation.callPackageWith: Function called without required argument "flsk" at /workspace/package.nix:3, did you mean "flask" or "flake8"?'\n`
  expect(sortNixFailure({ exitCode: 1, stderr, timedOut: false }, HERE)).toMatchObject({
    code: 'NIX_ARGUMENT_MISSING',
    missing: 'flsk',
    suggestions: ['flask', 'flake8'],
    place: { file: 'package.nix', line: 3 },
  })
})
