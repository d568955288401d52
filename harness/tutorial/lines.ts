const LF = 10
const CR = 13

/** Offsets at which the lines of a text begin. Line endings are those of CommonMark: LF, CRLF, CR. */
export function lineStarts(text: string): number[] {
  const starts = [0]
  // By characters: a match for each line is most of what reading a text would allocate.
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) starts.push(at + 1)
  }
  return starts
}

/** The line of an offset, counted from 1. */
export function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low + 1
}

/** Line and column of an offset, both counted from 1; columns in UTF-16 units, as editors have them. */
export function positionAt(
  starts: readonly number[],
  offset: number,
): { line: number; column: number } {
  const line = lineOf(starts, offset)
  return { line, column: offset - (starts[line - 1] ?? 0) + 1 }
}
