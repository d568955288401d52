import type { Tree } from '@lezer/common'
import { GFM, parser } from '@lezer/markdown'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { piecesOf } from './_pieces.ts'

const MARKDOWN = parser.configure([GFM])

const line = fc.constantFrom(
  '',
  'words',
  '# Heading',
  '#',
  '===',
  '---',
  '```',
  '~~~ nix',
  '- item',
  '  more',
  '    deep',
  '1. one',
  '2. two',
  '> quote',
  '<div>',
  '<!-- open',
  '-->',
  '| a | b |',
  '|---|---|',
  '[a]: /b',
)
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'))

/** What stands in no other block, and all that is in it. */
function namesIn(tree: Tree, to: number): string[] {
  const names: string[] = []
  tree.iterate({
    enter: ({ name, from, to: end }) => {
      if (from >= to && name !== 'Document') return false
      if (name !== 'Document') names.push(`${name} ${from}-${end}`)
      return true
    },
  })
  return names
}

describe('piecesOf()', () => {
  test('finds what parsing the whole finds, however short the pieces are', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (markdown, length) => {
        const pieces = [...piecesOf(MARKDOWN, markdown, length)]
        expect(pieces.flatMap(({ tree, to }) => namesIn(tree, to))).toEqual(
          namesIn(MARKDOWN.parse(markdown), markdown.length),
        )
      }),
      { numRuns: 3000 },
    )
  })

  test('leaves nothing out and nothing in twice', () => {
    const markdown = '# a\n\ntext\n\n```\ncode\n```\n\nend'
    const pieces = [...piecesOf(MARKDOWN, markdown, 8)]
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.map(({ from }) => from)).toEqual([0, ...pieces.slice(0, -1).map(({ to }) => to)])
    expect(pieces.at(-1)!.to).toBe(markdown.length)
  })
})
