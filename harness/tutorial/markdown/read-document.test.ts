import * as fc from 'fast-check'
import type { Code, Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, test } from 'vitest'
import { readDocument } from './read-document.ts'

/** The text of the file from where each line is said to be, which has to be the line's own. */
function pointedAt(markdown: string): string[] {
  const rows = markdown.split(/\r\n|\n|\r/)
  return readDocument(markdown).blocks.flatMap(({ lines }) =>
    lines.map(({ text, offset, line, column }) => {
      expect(markdown.slice(offset, offset + text.length)).toBe(text)
      expect(rows[line - 1]!.slice(column - 1, column - 1 + text.length)).toBe(text)
      return text
    }),
  )
}

const word = fc.constantFrom(
  'nix-build',
  '  deep',
  'a b',
  '',
  '# x',
  '{ a = 1; }',
  '👩‍👩‍👧 ש',
  '- no',
  '> no',
)
const fence = fc.constantFrom('```', '~~~', '````')
const block = fc.record({
  fence,
  info: fc.constantFrom('', 'nix', 'bash title="a.sh"'),
  lines: fc.array(word),
})
const fenced = block.map((one) => [`${one.fence}${one.info}`, ...one.lines, one.fence])
const prose = fc.constantFrom(
  'Some `code` in words.',
  '# Heading',
  'See <http://localhost:5000>.',
  '<!-- note -->',
)
/** Containers as people write them: each changes how its lines begin. */
const inside = fc.tuple(
  fc.array(fc.constantFrom('quote', 'bullet', 'number', 'spaces'), { maxLength: 3 }),
  fenced,
)
const part = fc.oneof(
  prose.map((text) => [text]),
  inside.map(([containers, lines]) => containers.reduceRight(wrap, lines)),
)
const documents = fc
  .tuple(
    fc.array(part, { maxLength: 6 }),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '\uFEFF'),
  )
  .map(([parts, ending, mark]) => mark + parts.flatMap((lines) => [...lines, '']).join(ending))

function wrap(lines: string[], container: string): string[] {
  if (container === 'quote') return lines.map((line) => (line === '' ? '>' : `> ${line}`))
  const mark = { bullet: '- ', number: '1. ', spaces: '  ' }[container]!
  const rest = ' '.repeat(mark.length)
  return lines.map((line, index) => (line === '' ? '' : `${index === 0 ? mark : rest}${line}`))
}

function codesIn(node: Nodes): Code[] {
  if (node.type === 'code') return [node]
  return 'children' in node ? node.children.flatMap((child) => codesIn(child)) : []
}

/** Of code that is indented, after lists, micromark makes other blocks than CommonMark's own tools. */
function isFenced({ position }: Code, markdown: string): boolean {
  const { line, column } = position!.start
  const row = markdown.replace(/^\uFEFF/, '').split(/\r\n|\n/)[line - 1] ?? ''
  return /^ {0,3}(?:```|~~~)/.test(row.slice(column - 1))
}

describe('readDocument()', () => {
  test('points at the text that it gives, in any document', () => {
    fc.assert(
      fc.property(documents, (markdown) => void pointedAt(markdown)),
      { numRuns: 2000 },
    )
  })

  test('finds the fenced code that the reference implementation finds, in any document', () => {
    fc.assert(
      fc.property(documents, (markdown) => {
        const expected = codesIn(fromMarkdown(markdown))
          .filter((code) => isFenced(code, markdown))
          .map(({ value, position }) => ({
            text: value.replaceAll(/\r\n|\r/g, '\n'),
            line: position!.start.line,
          }))
        const found = readDocument(markdown)
          .blocks.filter((one) => one.fenced)
          .map(({ text, position }) => ({
            text,
            line: position.start.line,
          }))
        expect(found).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  test('knows where each line is: in lists, quotes, both, and after other line endings', () => {
    expect(pointedAt('- a\n\n  ```nix\n  one\n    two\n  ```\n')).toEqual(['one', '  two'])
    expect(pointedAt('> ~~~nix\n> one\n>two\n> ~~~\n')).toEqual(['one', 'two'])
    expect(pointedAt('1. > ```nix\n   > one\n   > ```\n')).toEqual(['one'])
    expect(pointedAt('```nix\rone\r\rtwo\r```\r')).toEqual(['one', '', 'two'])
    expect(pointedAt('   ```nix\n   one\n     two\n  three\n   ```\n')).toEqual([
      'one',
      '  two',
      'three',
    ])
    expect(pointedAt('\uFEFF```nix\none\n  two\n```')).toEqual(['one', '  two'])
  })

  test('gives the words around a block, and the sections that it is in', () => {
    const [only] = readDocument(
      '# A\n\n## *B* `c`\n\nInside **`main.py`**, see [it](x.md):\n\n```py\n1\n```\n\nAfter.\n',
    ).blocks
    expect(only!.headings).toEqual(['A', 'B c'])
    expect(only!.before).toMatchObject({
      text: 'Inside main.py, see it:',
      codes: [{ text: 'main.py', at: 7 }],
    })
    expect(only!.after!.text).toBe('After.')
  })

  test('reads the language however it is written', () => {
    const languages = [
      'nix',
      'Nix',
      '{.nix}',
      '{.nix .numberLines}',
      'nix{1,3}',
      '{code-block} nix',
      '',
    ]
    const blocks = languages.flatMap((info) => readDocument(`\`\`\`${info}\nx\n\`\`\``).blocks)
    expect(blocks.map(({ language }) => language)).toEqual([
      'nix',
      'nix',
      'nix',
      'nix',
      'nix',
      'nix',
      '',
    ])
  })
})
