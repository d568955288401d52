import { stripVTControlCharacters } from 'node:util'
import type { Place } from '../../errors.ts'
import type { Frame } from './failure.ts'
import type { Paint } from './format-failure.ts'

/** A longer block is shown around the marked line. */
const WHOLE = 25
const BEFORE = 8
const AFTER = 6
const COLUMNS = 160

/** The lines with their numbers; the line of the place is marked, and its column where it has one. */
export function formatFrame(
  { first, lines }: Frame,
  place: Place | undefined,
  paint: Paint,
): readonly string[] {
  const marked = (place?.line ?? 0) - first
  const isInside = marked >= 0 && marked < lines.length
  const [from, to] = windowOf(lines.length, isInside ? marked : 0)
  const width = `${first + to - 1}`.length
  const shown = lines.slice(from, to).flatMap((line, index) => {
    const at = from + index
    const number = `${first + at}`.padStart(width)
    const text = cut(stripVTControlCharacters(line))
    if (!isInside || at !== marked)
      return [`    ${paint('quiet', `${number} |`)} ${text}`.trimEnd()]
    const row = `${paint('mark', `  > ${number} |`)} ${text}`.trimEnd()
    const column = place?.column ?? 1
    if (column <= 1 || column > COLUMNS) return [row]
    // Tabs stay, so that the mark is below its column.
    const before = line.slice(0, column - 1).replaceAll(/[^\t]/g, ' ')
    return [row, `    ${' '.repeat(width)} ${paint('quiet', '|')} ${before}${paint('mark', '^')}`]
  })
  const gap = `    ${' '.repeat(width)} …`
  return [...(from > 0 ? [gap] : []), ...shown, ...(to < lines.length ? [gap] : [])]
}

function windowOf(count: number, marked: number): readonly [number, number] {
  if (count <= WHOLE) return [0, count]
  const from = Math.max(0, marked - BEFORE)
  return [from, Math.min(count, Math.max(from + BEFORE + AFTER, marked + AFTER + 1))]
}

function cut(line: string): string {
  return line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line
}
