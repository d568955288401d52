import { expect, test } from 'vitest'
import { closureOf } from './closure.ts'
import { parseStanzas } from './stanza.ts'

const selection = new Map(
  parseStanzas(`Package: app
Depends: libfoo (>= 1.2) | libfoo-old, interpreter:any,
 mail-transport-agent
Pre-Depends: loader

Package: libfoo
Depends: loader

Package: interpreter
Depends: app

Package: postfix
Provides: mail-transport-agent (= 3), smtp

Package: loader

Package: unrelated
`).map((stanza) => [stanza['Package'] ?? '', stanza]),
)

test('closureOf() follows dependencies, alternatives, provided names and cycles', () => {
  expect(closureOf(['app'], selection)).toEqual([
    'app',
    'interpreter',
    'libfoo',
    'loader',
    'postfix',
  ])
})

test('closureOf() leaves out what a unit does without, and what only that needed', () => {
  expect(closureOf(['app'], selection, ['postfix', 'interpreter'])).toEqual([
    'app',
    'libfoo',
    'loader',
  ])
})

test('closureOf() refuses a name that apt did not select', () => {
  expect(() => closureOf(['nothing'], selection)).toThrow('"nothing" is not among')
})
