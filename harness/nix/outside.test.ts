import { expect, test } from 'vitest'
import type { Place } from '../errors.ts'
import type { NixFailure } from './failure.ts'
import { outsideQuestion, readOutside } from './outside.ts'

const used: Place = { file: 'default.nix', line: 8, column: 3 }
const missing: NixFailure = {
  code: 'NIX_ATTRIBUTE_MISSING',
  message: "attribute 'crul' missing",
  missing: 'crul',
  place: used,
}

function outside(name: string, near = ''): NixFailure {
  const message = `"${name}" is not in the embedded nixpkgs${near}; run with --image official`
  return { code: 'NOT_EMBEDDED', message }
}

test.each<[string, NixFailure, string | undefined]>([
  ['a missing attribute', missing, '+crul'],
  ['an undefined variable', { ...missing, code: 'NIX_VARIABLE_UNDEFINED' }, '+crul'],
  ['a missing argument', { ...missing, code: 'NIX_ARGUMENT_MISSING' }, '+crul'],
  ['a listed name', outside('python311Packages.numpy'), '-numpy'],
  ['an argument too many', { ...missing, code: 'NIX_ARGUMENT_UNEXPECTED' }, undefined],
  [
    'an option',
    { code: 'NOT_EMBEDDED', message: 'the option "a.b" is not in the embedded nixpkgs' },
    undefined,
  ],
])('outsideQuestion() asks about %s', (_, failure, question) => {
  expect(outsideQuestion(failure)?.env['NIXPROOF_OUTSIDE']).toBe(question)
})

function read(failure: NixFailure, answer: NixFailure | undefined): unknown {
  return readOutside(failure, outsideQuestion(failure)!, answer)
}

test('readOutside() leaves a name that is missing all the same to the tutorial', () => {
  expect(read(missing, missing)).toEqual({})
  expect(read(missing, { code: 'NIX_SYNTAX', message: 'syntax error' })).toEqual({})
})

test('readOutside() takes what the embedded nixpkgs says, at the place where the name was missing', () => {
  const { message } = outside('crul', ', which has "curl"')
  const answer = { ...outside('crul', ', which has "curl"'), place: { file: 'a.nix', line: 1 } }
  expect(read(missing, answer)).toEqual({ outside: message, place: used })
})

test('readOutside() knows a name of the embedded nixpkgs that nothing then makes use of', () => {
  const said = '"crul" is not in the embedded nixpkgs'
  for (const answer of [undefined, outside('hello')]) {
    expect(read(missing, answer)).toMatchObject({ outside: expect.stringContaining(said) })
  }
})

test('readOutside() takes the use of a listed name from where it is missing', () => {
  const listed = outside('crul')
  expect(read(listed, missing)).toEqual({ place: used })
  expect(read(listed, listed)).toEqual({})
  expect(read(listed, { ...missing, missing: 'other' })).toEqual({})
})
