import type { LinePattern } from './_pattern.ts'

/**
 * Whether lines are what a pattern says, from the first to the last. As a line that stands for any
 * number of lines takes as few as it can, no other way has to be tried.
 */
export function matchLines(pattern: readonly LinePattern[], lines: readonly string[]): boolean {
  const chunks = chunksOf(pattern)
  const [first = [], ...others] = chunks
  if (others.length === 0) return lines.length === first.length && fits(first, lines, 0)
  if (!fits(first, lines, 0)) return false
  const last = others.pop()!
  const end = lines.length - last.length
  let at = first.length
  for (const chunk of others) {
    while (at + chunk.length <= end && !fits(chunk, lines, at)) at++
    if (at + chunk.length > end) return false
    at += chunk.length
  }
  return at <= end && fits(last, lines, end)
}

/** What stands between lines that stand for anything; one more than there are of these. */
function chunksOf(pattern: readonly LinePattern[]): LinePattern[][] {
  const chunks: LinePattern[][] = [[]]
  for (const line of pattern) {
    if (line.any) chunks.push([])
    else chunks.at(-1)!.push(line)
  }
  return chunks
}

function fits(chunk: readonly LinePattern[], lines: readonly string[], at: number): boolean {
  if (at + chunk.length > lines.length) return false
  return chunk.every((pattern, index) => pattern.matches(lines[at + index]!))
}
