import type { SyntaxNode } from '@lezer/common'
import type { InlineCode, Prose, Span } from './document.ts'
import { spanOf, type Source } from './_source.ts'

/** What is written but not read. */
const MARKS = new Set([
  'CodeMark',
  'EmphasisMark',
  'HeaderMark',
  'HTMLTag',
  'Comment',
  'LinkLabel',
  'LinkMark',
  'LinkTitle',
  'ListMark',
  'ProcessingInstruction',
  'QuoteMark',
  'StrikethroughMark',
  'TaskMarker',
])

const BARE = /https?:\/\/[^\s<>"'`)\]]*[^\s<>"'`)\].,;:!?]/g

/** The words of a paragraph, a heading or a cell. */
export function readProse(node: SyntaxNode, source: Source, headings: readonly string[]): Prose {
  const codes: InlineCode[] = []
  const urls: { text: string; position: Prose['position'] }[] = []
  let text = ''
  // Of its end; to look at a text that grows would copy it each time.
  let isBlank = true
  const append = (part: string) => {
    if (part === '') return
    text += part
    isBlank = part.endsWith(' ')
  }
  let at = node.from
  const upTo = (offset: number) => {
    if (offset > at) {
      const piece = source.text.slice(at, offset).replaceAll(/\s*\n\s*/g, ' ')
      // Marks of containers leave blanks behind.
      append(isBlank ? piece.trimStart() : piece)
    }
    at = Math.max(at, offset)
  }
  const enter = (child: SyntaxNode) => {
    const { name, from, to } = child
    upTo(from)
    if (name === 'InlineCode') {
      const marks = child.getChildren('CodeMark')
      const [start, end] = [marks[0]?.to ?? from, marks.at(-1)?.from ?? to]
      const written = source.text.slice(start, end).replaceAll('\n', ' ')
      const inner = written.trim() === '' ? written : written.replace(/^ (.*) $/, '$1')
      const lead = written.indexOf(inner)
      const position = spanOf(source, start + lead, start + lead + inner.length)
      codes.push({ text: inner, position, at: text.length })
      append(inner)
      at = to
    } else if (name === 'URL') {
      urls.push({ text: source.original.slice(from, to), position: spanOf(source, from, to) })
      if (child.parent?.name !== 'Link' && child.parent?.name !== 'Image') upTo(to)
      at = to
    } else if (MARKS.has(name)) {
      at = to
    } else {
      for (let inner = child.firstChild; inner; inner = inner.nextSibling) enter(inner)
      upTo(to)
    }
  }
  for (let child = node.firstChild; child; child = child.nextSibling) enter(child)
  upTo(node.to)
  // The reader's own machine has no dot in its name, so GFM makes no link of it.
  const written = source.text.slice(node.from, node.to)
  const known = written.includes('://') ? offsetsIn([...codes, ...urls]) : undefined
  for (const { index, 0: url } of known ? written.matchAll(BARE) : []) {
    const start = node.from + index
    if (!known!.has(start)) {
      urls.push({ text: url, position: spanOf(source, start, start + url.length) })
    }
  }
  const isHeading = /Heading/.test(node.name)
  const position = spanOf(source, node.from, node.to)
  // What a code word stands behind must not move.
  return { text: text.trimEnd(), codes, urls, position, headings, isHeading }
}

/** Where something is known to stand. */
function offsetsIn(parts: readonly { readonly position: Span }[]): Set<number> {
  const offsets = new Set<number>()
  for (const { position } of parts) {
    for (let at = position.start.offset; at < position.end.offset; at++) offsets.add(at)
  }
  return offsets
}
