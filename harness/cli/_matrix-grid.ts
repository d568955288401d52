import type { MatrixCell } from '../matrix/cell.ts'
import { countResults, type CheckResult } from '../tutorial/reporting/result.ts'

/** What came of a tutorial in a cell; each has a symbol of its own, for whoever sees no colours. */
export type CellEnding = keyof typeof ENDINGS

const ENDINGS = {
  held: { symbol: '✔', words: 'held' },
  expected: { symbol: '≈', words: 'failed as expected' },
  failed: { symbol: '✖', words: 'did not hold' },
  unproved: { symbol: '!', words: 'could not be proved' },
  empty: { symbol: '–', words: 'nothing run' },
} as const

export function symbolOf(ending: CellEnding): string {
  return ENDINGS[ending].symbol
}

/** @param results Of one tutorial in one cell. */
export function endingOf(results: readonly CheckResult[]): CellEnding {
  const { proved, failed, unproved } = countResults(results)
  if (failed > unproved) return 'failed'
  if (failed > 0) return 'unproved'
  if (proved === 0) return 'empty'
  return results.some(({ expected }) => expected !== undefined) ? 'expected' : 'held'
}

const AXES = ['image', 'nix', 'nixpkgs', 'sandbox', 'variant'] as const

/**
 * Tutorials by cells, one symbol each: above each column is what its cell has on the axes that differ,
 * and below the grid what the symbols in it mean.
 *
 * @param paint Gives a symbol its colour.
 */
export function formatGrid(
  cells: readonly MatrixCell[],
  endings: ReadonlyMap<string, ReadonlyMap<string, CellEnding>>,
  paint: (ending: CellEnding, text: string) => string,
): string {
  const differing = AXES.filter((axis) => new Set(cells.map((cell) => cell[axis])).size > 1)
  const axes = differing.length > 0 ? differing : (['nix'] as const)
  const valueOf = (cell: MatrixCell, axis: (typeof AXES)[number]): string => {
    const value = cell[axis]
    return typeof value === 'string' ? value : value ? 'on' : 'off'
  }
  const first = Math.max(...[...axes, ...endings.keys()].map(({ length }) => length))
  const widths = cells.map((cell) => Math.max(...axes.map((axis) => valueOf(cell, axis).length)))
  const row = (name: string, columns: readonly string[]): string =>
    [name.padEnd(first), ...columns].join('  ').trimEnd()
  const heads = axes.map((axis) => {
    return row(
      axis,
      cells.map((cell, index) => valueOf(cell, axis).padEnd(widths[index]!)),
    )
  })
  const rows = [...endings].map(([tutorial, own]) => {
    const marks = cells.map(({ name }, index) => {
      const ending = own.get(name) ?? 'empty'
      return paint(ending, symbolOf(ending)) + ' '.repeat(widths[index]! - 1)
    })
    return row(tutorial, marks)
  })
  const seen = new Set([...endings.values()].flatMap((own) => [...own.values()]))
  const legend = (Object.keys(ENDINGS) as CellEnding[])
    .filter((ending) => seen.has(ending))
    .map((ending) => `${symbolOf(ending)} ${ENDINGS[ending].words}`)
  return [...heads, ...rows, legend.join('   ')].join('\n')
}
