import { countResults, type Counts, type DetailedResult } from '../result.ts'
import { anchorOf } from './_text.ts'

/** A check, and where the page has it. */
export interface PlacedCheck {
  readonly anchor: string
  readonly result: DetailedResult
}

/** What became of the checks of one tutorial in one cell, gravest first. */
export type GroupState = 'failed' | 'unproved' | 'proved' | 'skipped'

/** The checks of one tutorial in one cell. */
export interface Group {
  readonly anchor: string
  readonly tutorial: string
  /** Empty without a matrix. */
  readonly cell: string
  readonly state: GroupState
  readonly counts: Counts
  /** Milliseconds. */
  readonly durationMs: number
  readonly checks: readonly PlacedCheck[]
}

export interface Row {
  readonly tutorial: string
  /** One for each cell, in their order; `undefined` where there is no check. */
  readonly groups: readonly (Group | undefined)[]
}

/** Tutorials as rows and cells as columns, both by name: results come in the order in which they ended. */
export interface Grid {
  readonly cells: readonly string[]
  readonly rows: readonly Row[]
}

/** Nix 2.8 is before 2.26. */
const { compare } = new Intl.Collator('en', { numeric: true })

export function arrange(results: readonly DetailedResult[]): Grid {
  const cells = [...new Set(results.map(({ cell = '' }) => cell))].toSorted(compare)
  const byTutorial = [...Map.groupBy(results, ({ tutorial }) => tutorial)]
  const inOrder = byTutorial.toSorted(([one], [other]) => compare(one, other))
  const rows = inOrder.map(([tutorial, all]) => {
    const inCells = Map.groupBy(all, ({ cell = '' }) => cell)
    const groups = cells.map((cell) => {
      const those = inCells.get(cell)
      return those && groupOf(tutorial, cell, those)
    })
    return { tutorial, groups }
  })
  return { cells, rows }
}

export function groupsOf({ rows }: Grid): Group[] {
  return rows.flatMap(({ groups }) => groups.filter((group) => group !== undefined))
}

/** What became of a check. Nobody but a tutorial is to blame where it is wrong. */
export function stateOf({ state, failure }: DetailedResult): GroupState {
  if (state !== 'failed') return state
  return failure?.blame === 'tutorial' ? 'failed' : 'unproved'
}

function groupOf(tutorial: string, cell: string, results: readonly DetailedResult[]): Group {
  const anchor = anchorOf(cell === '' ? tutorial : `${tutorial}@${cell}`)
  const times = new Map<number, number>()
  const checks = results.map((result) => {
    const time = (times.get(result.line) ?? 0) + 1
    times.set(result.line, time)
    const own = time === 1 ? `${result.line}` : `${result.line}~${time}`
    return { anchor: `${anchor}:${own}`, result }
  })
  const counts = countResults(results)
  const durationMs = results.reduce((sum, one) => sum + one.durationMs, 0)
  const { failed, unproved, proved } = counts
  const bad = failed > unproved ? 'failed' : 'unproved'
  const state = failed > 0 ? bad : proved > 0 ? 'proved' : 'skipped'
  return { anchor, tutorial, cell, state, counts, durationMs, checks }
}
