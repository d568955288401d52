import type { Code, Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { lineStarts } from './lines.ts'

/** A line of a block: its text without the container around it, and where that text begins in the file. */
interface BlockLine {
  readonly text: string
  /** Offset of the text's first character in the file, in UTF-16 units. */
  readonly offset: number
}

/** A fenced code block of a Markdown file. */
export interface Block {
  /** The first word of the info string, in lower case; empty when there is none. */
  readonly language: string
  readonly content: string
  /** Lines of the content, in order; a line ending belongs to no line. */
  readonly lines: readonly BlockLine[]
  /** Line of the opening fence, counted from 1. */
  readonly line: number
}

/**
 * All fenced code blocks in a Markdown text, in order, also those in lists and quotes. Any text is
 * valid Markdown, so there is no failure (CommonMark 0.31, 4.5).
 */
export function readBlocks(markdown: string): Block[] {
  const starts = lineStarts(markdown)
  return codesIn(fromMarkdown(markdown))
    .filter((code) => isFenced(markdown, code, starts))
    .map((code) => toBlock(markdown, code, starts))
}

function codesIn(node: Nodes): Code[] {
  if (node.type === 'code') return [node]
  return 'children' in node ? node.children.flatMap((child) => codesIn(child)) : []
}

/** Code that is only indented has neither fence nor language. */
function isFenced(markdown: string, { position }: Code, starts: readonly number[]): boolean {
  const line = position?.start.line ?? 1
  const start = (starts[line - 1] ?? 0) + (position?.start.column ?? 1) - 1
  return /^\s*(```|~~~)/.test(markdown.slice(start, starts[line]))
}

function toBlock(markdown: string, code: Code, starts: readonly number[]): Block {
  const line = code.position?.start.line ?? 1
  const texts = code.value === '' ? [] : code.value.split(/\r\n|\n|\r/)
  const lines = texts.map((text, index) => {
    const from = starts[line + index] ?? markdown.length
    const source = markdown.slice(from, starts[line + index + 1]).replace(/[\r\n]+$/, '')
    return { text, offset: from + columnOf(text, source) }
  })
  return { language: languageOf(code.lang), content: texts.join('\n'), lines, line }
}

/**
 * A list or a quote only ever takes characters away at the beginning of a line. Where it takes a
 * part of a tab away, what is left of the tab is spaces that are not in the file.
 */
function columnOf(text: string, source: string): number {
  if (source.endsWith(text)) return source.length - text.length
  return Math.max(0, source.length - text.trimStart().length)
}

/** `nix`, but also `{.nix}` as Pandoc writes it, and `nix{1,3}` with lines to be shown. */
function languageOf(info: string | null | undefined): string {
  return (/^[{.]*([^\s{},]*)/.exec(info ?? '')?.[1] ?? '').toLowerCase()
}
