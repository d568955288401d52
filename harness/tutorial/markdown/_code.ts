import type { SyntaxNode } from '@lezer/common'
import type { BlockLine } from './document.ts'
import { lineAt, lineUpTo, pointAt, type Source } from './_source.ts'

/** A code block as the tree has it. */
export interface Code {
  readonly from: number
  readonly to: number
  readonly fenced: boolean
  readonly closed: boolean
  readonly info: string
  readonly lines: readonly BlockLine[]
}

export function readCode(node: SyntaxNode, source: Source): Code {
  const fenced = node.name === 'FencedCode'
  const marks: SyntaxNode[] = []
  const texts: SyntaxNode[] = []
  let info: SyntaxNode | undefined
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === 'CodeMark') marks.push(child)
    else if (child.name === 'CodeText') texts.push(child)
    else if (child.name === 'CodeInfo') info = child
  }
  const closed = fenced && marks.length > 1
  const firstLine = pointAt(source, node.from).line + (fenced ? 1 : 0)
  const end = closed ? marks.at(-1)!.from : node.to
  const lastLine = pointAt(source, end).line - (closed ? 1 : 0)
  const indentation = fenced ? indentationOf(node, source) : 0
  const lines: BlockLine[] = []
  for (let [line, next] = [firstLine, 0]; line <= lastLine; line++) {
    const text = lineAt(source, line)
    const start = source.starts[line - 1] ?? source.original.length
    while (texts[next] && texts[next]!.to <= start) next++
    const code = texts[next]
    const [from, to] = [Math.max(start, code?.from ?? Infinity), start + text.length]
    lines.push(toLine(source, code && from < to ? from : to, to, indentation))
  }
  // At the end of a file without a closing fence stands a line ending, not a line.
  if (!closed && fenced && lines.at(-1)?.text === '') lines.pop()
  return {
    from: node.from,
    to: node.to,
    fenced,
    closed,
    info: info ? source.original.slice(info.from, info.to).trim() : '',
    // A copy has no room to grow.
    lines: lines.slice(),
  }
}

function toLine(source: Source, from: number, to: number, indentation: number): BlockLine {
  let start = from
  while (start < from + indentation && start < to && source.original[start] === ' ') start++
  const { line, column, offset } = pointAt(source, start)
  return { text: source.original.slice(start, to), line, column, offset }
}

/** How far the fence is from where its container begins: as much is taken from its lines (CommonMark 4.5). */
function indentationOf(node: SyntaxNode, source: Source): number {
  const before = lineUpTo(source, node.from)
  const spaces = before.length - before.trimEnd().length
  const container = node.parent
  if (container?.name === 'Blockquote') return Math.min(3, Math.max(0, spaces - 1))
  if (container?.name !== 'ListItem') return Math.min(3, spaces)
  if (before.trim() !== '' && !/^[>\s]*$/.test(before)) return 0
  const width = visualColumn(before) - contentColumn(container, source)
  return Math.min(3, Math.max(0, width))
}

/** Where the text of a list item begins, in columns. */
function contentColumn(item: SyntaxNode, source: Source): number {
  const mark = item.firstChild?.to ?? item.from
  const upTo = lineUpTo(source, mark)
  const rest = source.text.slice(mark, source.starts[pointAt(source, mark).line])
  const after = /^[ \t]*/.exec(rest)?.[0] ?? ''
  const at = visualColumn(upTo)
  const content = visualColumn(upTo + after)
  return after === '' || content - at > 4 || rest.trim() === '' ? at + 1 : content
}

function visualColumn(text: string): number {
  let column = 0
  for (const character of text) column += character === '\t' ? 4 - (column % 4) : 1
  return column
}
