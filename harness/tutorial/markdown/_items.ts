import type { SyntaxNode } from '@lezer/common'
import { readCode, type Code } from './_code.ts'
import type { Comment, Prose } from './document.ts'
import type { Piece } from './_pieces.ts'
import { readProse } from './_prose.ts'
import { spanOf, type Source } from './_source.ts'

/** What the text is written in. */
export type Dialect = 'markdown' | 'mdx'

/** A place in the order of the text. */
export type Item =
  | { readonly kind: 'prose'; readonly prose: Prose }
  | {
      readonly kind: 'comment'
      readonly comment: Comment
      /** Whether it stands in a paragraph: then it is about no block. */
      readonly inText?: true
    }
  | { readonly kind: 'code'; readonly code: Code; readonly headings: readonly string[] }

/** What is looked at; what is in it is not. */
const TAKEN =
  /^(?:ATXHeading\d|SetextHeading\d|Paragraph|TableCell|Task|Comment|CommentBlock|FencedCode|CodeBlock)$/

/** What a text has, in its order. */
export function itemsOf(pieces: Iterable<Piece>, source: Source, dialect: Dialect): Item[] {
  const items: Item[] = []
  let headings: { level: number; text: string }[] = []
  let names: readonly string[] = []
  for (const { tree, to } of pieces) {
    tree.iterate({
      enter: (reference) => {
        const { name } = reference
        if (reference.from >= to) return false
        if (!TAKEN.test(name)) return true
        const { node } = reference
        const level = /^(?:ATX|Setext)Heading(\d)$/.exec(name)?.[1]
        if (level !== undefined) {
          const prose = readProse(node, source, [])
          headings = headings.filter((one) => one.level < Number(level))
          headings.push({ level: Number(level), text: prose.text.trim() })
          names = headings.map(({ text }) => text)
          items.push({ kind: 'prose', prose: { ...prose, headings: names } })
          items.push(...commentsIn(node, source, dialect))
        } else if (name === 'Paragraph' || name === 'TableCell' || name === 'Task') {
          items.push(...proseItems(node, source, names, dialect))
        } else if (name === 'CommentBlock' || name === 'Comment') {
          items.push({ kind: 'comment', comment: commentAt(source, node.from, node.to, 4) })
        } else {
          items.push({ kind: 'code', code: readCode(node, source), headings: names })
        }
        return false
      },
    })
  }
  return items
}

const COMMENT_ALONE = /^(\{\/\*|<!--)[^]*(?:\*\/\}|-->)$/

function proseItems(
  node: SyntaxNode,
  source: Source,
  headings: readonly string[],
  dialect: Dialect,
): Item[] {
  const written = source.text.slice(node.from, node.to).trim()
  const mark = dialect === 'mdx' && COMMENT_ALONE.exec(written)?.[1]
  if (mark) {
    const to = node.from + written.length
    return [{ kind: 'comment', comment: commentAt(source, node.from, to, mark.length) }]
  }
  if (dialect === 'mdx' && /^(?:import|export)\s/.test(written)) return []
  const prose = readProse(node, source, headings)
  const comments = commentsIn(node, source, dialect)
  return prose.text.trim() === '' ? comments : [{ kind: 'prose', prose }, ...comments]
}

function commentsIn(node: SyntaxNode, source: Source, dialect: Dialect): Item[] {
  const written = source.text.slice(node.from, node.to)
  if (!written.includes('<!--') && !written.includes('{/*')) return []
  const items: Item[] = []
  const add = (from: number, to: number, open: number) =>
    items.push({ kind: 'comment', comment: commentAt(source, from, to, open), inText: true })
  const codes = new Set<number>()
  node.cursor().iterate(({ name, from, to }) => {
    if (name === 'Comment') add(from, to, 4)
    if (name === 'InlineCode') for (let at = from; at < to; at++) codes.add(at)
  })
  for (const { index, 0: text } of dialect === 'mdx' ? written.matchAll(MDX_COMMENT) : [])
    if (!codes.has(node.from + index)) add(node.from + index, node.from + index + text.length, 3)
  return items
}

const MDX_COMMENT = /\{\/\*[^]*?\*\/\}/g

/** A comment may be open to the end, and its line may go on. */
function commentAt(source: Source, from: number, to: number, open: number): Comment {
  const written = source.original.slice(from, to).trimEnd()
  const end = from + written.length - (/(?:-->|\*\/\})$/.exec(written)?.[0].length ?? 0)
  const start = Math.min(from + open, end)
  return { text: source.original.slice(start, end), position: spanOf(source, start, end) }
}
