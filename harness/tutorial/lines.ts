/** Offsets at which the lines of a text begin. Line endings are those of CommonMark: LF, CRLF, CR. */
export function lineStarts(text: string): number[] {
  const starts = [0]
  for (const { index, 0: ending } of text.matchAll(/\r\n|\n|\r/g))
    starts.push(index + ending.length)
  return starts
}

/** Line and column of an offset, both counted from 1; columns in UTF-16 units, as editors have them. */
export function positionAt(
  starts: readonly number[],
  offset: number,
): { line: number; column: number } {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}
