import { expect, test } from 'vitest'
import { parseStanzas } from './stanza.ts'

test('parseStanzas() keeps folded lines and splits on blank ones', () => {
  const text = 'Package: a\nDepends: b (>= 1),\n c | d\nVersion: 1:2.0-1\n\n\nPackage: b\n'
  expect(parseStanzas(text)).toEqual([
    { Package: 'a', Depends: 'b (>= 1),\nc | d', Version: '1:2.0-1' },
    { Package: 'b' },
  ])
})

test('parseStanzas() of nothing is nothing', () => {
  expect(parseStanzas('\n\n')).toEqual([])
})
