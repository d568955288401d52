import { lineOf, lineStarts } from '../lines.ts'
import type { Point, Span } from './document.ts'

/** A text that is as long as the file's, with `\n` as its only line ending, and without front matter. */
export interface Source {
  /** As it is in the file. */
  readonly original: string
  /** What is parsed: each character stands where it stands in the file. */
  readonly text: string
  /** Offsets at which lines begin, of both. */
  readonly starts: readonly number[]
  /** Without the blanks at its end. */
  readonly length: number
}

/** The marks of a byte order, front matter (YAML or TOML) and carriage returns are no Markdown. */
export function toSource(original: string): Source {
  const parts = original.replaceAll(/\r\n/g, ' \n').replaceAll('\r', '\n')
  const text = parts.replace(FRONT_MATTER, blank).replace(/^\uFEFF/, '\n')
  return { original, text, starts: lineStarts(original), length: text.trimEnd().length }
}

const FRONT_MATTER = /^\uFEFF?(---|\+\+\+)[ \t]*\n(?:[^]*?\n)?\1[ \t]*(?=\n|$)/

/** As long, and with as many lines, but empty. */
export function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ')
}

export function pointAt({ starts }: Source, offset: number): Point {
  const line = lineOf(starts, offset)
  return { line, column: offset - (starts[line - 1] ?? 0) + 1, offset }
}

/** The text of a line up to an offset, without the mark of a byte order. */
export function lineUpTo(source: Source, offset: number): string {
  const { column } = pointAt(source, offset)
  return source.original.slice(offset - column + 1, offset).replace(/^\uFEFF/, '')
}

export function spanOf(source: Source, from: number, to: number): Span {
  return { start: pointAt(source, from), end: pointAt(source, to) }
}

/** The line's text in the file, without its ending. */
export function lineAt({ original, starts }: Source, line: number): string {
  const from = starts[line - 1] ?? original.length
  let to = starts[line] ?? original.length
  if (to > from && original[to - 1] === '\n') to--
  if (to > from && original[to - 1] === '\r') to--
  return original.slice(from, to)
}
