import type { LinePattern } from './_pattern.ts'

/** What became of a line of the pattern, of a line that came, or of both. */
export interface Step {
  /** Index in the pattern. */
  readonly pattern?: number
  /** Index in the lines that came. */
  readonly line?: number
  readonly same: boolean
}

/** More cells are not computed, some 600 lines against as many: half a second. */
const CELLS = 400_000

/** A line that only came. */
const GAP = 10
/** A line that only the text has: what it shows stays where there is a choice. */
const GONE = 11
/** Two lines of which one was made of the other. Less than a gap: it is one change, not two. */
const CHANGED = 9
const REPLACED = 20

const [BOTH, PATTERN, LINE] = [1, 2, 3]

/**
 * Lays lines beside a pattern with as few changes as possible (Needleman and Wunsch, with patterns
 * that take any number of lines for nothing).
 *
 * @returns `undefined` where there are too many lines for it.
 */
export function align(
  pattern: readonly LinePattern[],
  lines: readonly string[],
): readonly Step[] | undefined {
  let head = 0
  while (isSame(pattern[head], lines[head])) head++
  let tail = 0
  const rest = Math.min(pattern.length, lines.length) - head
  while (tail < rest && isSame(pattern.at(-1 - tail), lines.at(-1 - tail))) tail++
  const middle = pattern.slice(head, pattern.length - tail)
  const came = lines.slice(head, lines.length - tail)
  if ((middle.length + 1) * (came.length + 1) > CELLS) return undefined
  const same = (count: number, by: number, from: number): Step[] =>
    Array.from({ length: count }, (_, index) => ({
      pattern: from + index,
      line: from + index + by,
      same: true,
    }))
  return [
    ...same(head, 0, 0),
    ...walk(middle, came).map(({ pattern: of, line, same: is }) => ({
      ...(of !== undefined && { pattern: of + head }),
      ...(line !== undefined && { line: line + head }),
      same: is,
    })),
    ...same(tail, lines.length - pattern.length, pattern.length - tail),
  ]
}

function isSame(pattern: LinePattern | undefined, line: string | undefined): boolean {
  return pattern !== undefined && !pattern.any && line !== undefined && pattern.matches(line)
}

function walk(pattern: readonly LinePattern[], lines: readonly string[]): Step[] {
  const width = lines.length + 1
  const ways = new Uint8Array((pattern.length + 1) * width)
  ways.fill(LINE, 1, width)
  let above = Uint32Array.from({ length: width }, (_, index) => index * GAP)
  for (const [index, one] of pattern.entries()) {
    const row = new Uint32Array(width)
    const base = (index + 1) * width
    row[0] = above[0]! + (one.any ? 0 : GONE)
    ways[base] = PATTERN
    for (let at = 1; at < width; at++) {
      const line = lines[at - 1]!
      const both = one.any ? Infinity : above[at - 1]! + costOf(one, line)
      const without = above[at]! + (one.any ? 0 : GONE)
      const more = row[at - 1]! + (one.any ? 0 : GAP)
      const least = Math.min(both, without, more)
      row[at] = least
      ways[base + at] = least === both ? BOTH : least === without ? PATTERN : LINE
    }
    above = row
  }
  return back(pattern, lines, ways)
}

function back(pattern: readonly LinePattern[], lines: readonly string[], ways: Uint8Array): Step[] {
  const steps: Step[] = []
  let [row, column] = [pattern.length, lines.length]
  while (row > 0 || column > 0) {
    const way = ways[row * (lines.length + 1) + column]
    const one = pattern[row - 1]
    if (way === BOTH) {
      steps.push({ pattern: --row, line: --column, same: one!.matches(lines[column]!) })
    } else if (way === PATTERN) steps.push({ pattern: --row, same: one!.any })
    else steps.push({ line: --column, same: one?.any ?? false })
  }
  return steps.toReversed()
}

function costOf(pattern: LinePattern, line: string): number {
  if (pattern.matches(line)) return 0
  return isLike(pattern.text.trim(), line.trim()) ? CHANGED : REPLACED
}

/** At least half of the longer one begins or ends as the other does. */
function isLike(one: string, other: string): boolean {
  const [shorter, longer] = [Math.min(one.length, other.length), Math.max(one.length, other.length)]
  if (shorter * 2 < longer) return false
  let begin = 0
  while (begin < shorter && one[begin] === other[begin]) begin++
  let end = 0
  while (end < shorter - begin && one.at(-1 - end) === other.at(-1 - end)) end++
  return (begin + end) * 2 >= longer
}
