import type { Step } from './_align.ts'
import { hunksOf } from './_hunks.ts'
import { ANYTHING, type LinePattern } from './_pattern.ts'

const CONTEXT = 3
/** A difference is told, not printed whole. */
const ROWS = 60
const COLUMNS = 400

/**
 * The rows of a diff: ` ` for what is the same, `-` as the text has it, `+` as it is. Only what is
 * near to a change, and no more than 60 rows.
 *
 * @param steps Left out where there are too many lines to lay them beside each other.
 */
export function diffRows(
  pattern: readonly LinePattern[],
  lines: readonly string[],
  steps: readonly Step[] | undefined,
): string {
  const rows = steps ? rowsOf(pattern, lines, steps) : coarse(pattern, lines)
  const more = rows.length - ROWS
  const shown = more > 1 ? [...rows.slice(0, ROWS), `… ${more} more rows`] : rows
  return shown.map(bounded).join('\n')
}

function rowsOf(
  pattern: readonly LinePattern[],
  lines: readonly string[],
  steps: readonly Step[],
): string[] {
  const rows: { mark: ' ' | '-' | '+'; text: string }[] = []
  let index = 0
  while (index < steps.length) {
    const changed: Step[] = []
    while (steps[index] && !steps[index]!.same) changed.push(steps[index++]!)
    for (const { pattern: of } of changed) {
      if (of !== undefined) rows.push({ mark: '-', text: pattern[of]!.text })
    }
    for (const { line } of changed) {
      if (line !== undefined) rows.push({ mark: '+', text: lines[line]! })
    }
    const step = steps[index++]
    // What stands for anything is a row; what it stands for is none.
    const kept = step?.pattern === undefined ? undefined : pattern[step.pattern]
    if (kept && kept !== ANYTHING) rows.push({ mark: ' ', text: kept.text })
  }
  const near = new Set<number>()
  for (const [at, { mark }] of rows.entries()) {
    if (mark === ' ') continue
    for (let beside = at - CONTEXT; beside <= at + CONTEXT; beside++) near.add(beside)
  }
  return rows.flatMap(({ mark, text }, at) => {
    if (near.has(at)) return [mark + text]
    return at > 0 && near.has(at - 1) && rows.slice(at).some((_, more) => near.has(at + more))
      ? ['…']
      : []
  })
}

/** Where the first difference is, and what comes after it on both sides. */
function coarse(pattern: readonly LinePattern[], lines: readonly string[]): string[] {
  let at = 0
  while (at < lines.length && pattern[at]?.matches(lines[at]!)) at++
  const half = ROWS / 2 - CONTEXT
  return [
    ...lines.slice(Math.max(0, at - CONTEXT), at).map((line) => ` ${line}`),
    ...pattern.slice(at, at + half).map(({ text }) => `-${text}`),
    ...lines.slice(at, at + half).map((line) => `+${line}`),
    '…',
  ]
}

function bounded(row: string): string {
  return row.length > COLUMNS ? `${row.slice(0, COLUMNS)}…` : row
}

/** The first line of the pattern and of what came that are not the same; either may be none. */
export function firstDifference(
  pattern: readonly LinePattern[],
  lines: readonly string[],
  steps: readonly Step[] | undefined,
): { readonly pattern: number; readonly wanted?: string; readonly found?: string } {
  const [hunk] = steps ? hunksOf(steps) : []
  let at = 0
  while (at < lines.length && pattern[at]?.matches(lines[at]!)) at++
  const index = hunk ? hunk.pattern.from : at
  const wanted = hunk && hunk.pattern.from === hunk.pattern.to ? undefined : pattern[index]?.text
  const line = hunk ? hunk.lines.from : at
  const found = hunk && hunk.lines.from === hunk.lines.to ? undefined : lines[line]
  return {
    pattern: index,
    ...(wanted !== undefined && { wanted }),
    ...(found !== undefined && { found }),
  }
}

/** A line, or that there is none, in words. */
export function lineWords(line: string | undefined): string {
  if (line === undefined) return 'Nothing more'
  return line.trim() === '' ? 'An empty line' : `"${bounded(line)}"`
}
