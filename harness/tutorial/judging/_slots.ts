import { lineStarts } from '../lines.ts'
import type { Edit } from '../fixing/edit.ts'

/** A line of a file that can be replaced. */
interface Slot {
  /** Where the line begins, with what its quote or list puts before the text. */
  readonly from: number
  readonly textFrom: number
  /** Before the line ending. */
  readonly textTo: number
  /** After the line ending. */
  readonly to: number
}

/** Lines of a file one after the other, and how further ones are written between them. */
export interface Slots {
  readonly file: string
  readonly lines: readonly Slot[]
  /** What quote, list or fence put before a line. */
  readonly prefix: string
  readonly ending: string
}

/**
 * Finds lines in the file again. What stands before their text is what each line has before it.
 *
 * @param first The line of the file, counted from 1.
 * @returns `undefined` where the file has other lines there.
 */
export function slotsOf(
  file: string,
  text: string,
  first: number,
  texts: readonly string[],
  starts: readonly number[] = lineStarts(text),
): Slots | undefined {
  const lines: Slot[] = []
  for (const [index, wanted] of texts.entries()) {
    const from = starts[first - 1 + index]
    if (from === undefined) return undefined
    const to = starts[first + index] ?? text.length
    const whole = text.slice(from, to).replace(/\r?\n$|\r$/, '')
    if (!whole.endsWith(wanted)) return undefined
    const textTo = from + whole.length
    lines.push({ from, textFrom: textTo - wanted.length, textTo, to })
  }
  const typical = lines[texts.findIndex((line) => line.trim() !== '')] ?? lines[0]
  const before = typical ? text.slice(typical.from, typical.textFrom) : ''
  return {
    file,
    lines,
    // The mark of a list item stands on one line only.
    prefix: before.replace(/^\uFEFF/, '').replaceAll(/[^\s>]/g, ' '),
    ending: endingOf(text, lines),
  }
}

function endingOf(text: string, lines: readonly Slot[]): string {
  const ended = lines.find(({ textTo, to }) => to > textTo)
  if (ended) return text.slice(ended.textTo, ended.to)
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'
}

/** The smallest edit that puts lines in the place of others; `from === to` puts them before a line. */
export function replaceLines(
  { file, lines, prefix, ending }: Slots,
  { from, to }: { readonly from: number; readonly to: number },
  texts: readonly string[],
): Edit[] {
  const [first, last] = [lines[from], lines[to - 1]]
  const write = (line: string): string => (line === '' ? prefix.trimEnd() : prefix) + line
  if (from === to) {
    const text = texts.map((line) => write(line) + ending).join('')
    if (first) return [{ file, from: first.from, to: first.from, text }]
    const end = lines.at(-1)
    if (!end) return []
    const after = texts.map((line) => ending + write(line)).join('')
    return [{ file, from: end.textTo, to: end.textTo, text: after }]
  }
  if (!first || !last) return []
  if (texts.length === 0) return [{ file, from: first.from, to: last.to, text: '' }]
  const [begin = '', ...more] = texts
  // An empty line may be without what stands before the others.
  const kept = first.textFrom < first.textTo && begin !== ''
  const head = kept ? begin : write(begin)
  return [
    {
      file,
      from: kept ? first.textFrom : first.from,
      to: last.textTo,
      text: [head, ...more.map(write)].join(ending),
    },
  ]
}
