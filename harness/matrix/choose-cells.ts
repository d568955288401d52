import { NixproofError } from '../errors.ts'
import { listed } from '../tutorial/directives/complaints.ts'
import { AXES, axisText, type Axis } from './axes.ts'
import type { MatrixCell } from './cell.ts'

/**
 * The cells that `--cell` chooses, in the order of the matrix.
 *
 * @param choices `nix=2.34,sandbox=on` each: cells with all of these values, or the one of that
 *   name. Of several, what any chooses. Default: all cells.
 * @throws NixproofError USAGE for an axis or a value that there is not, and where none is chosen.
 */
export function chooseCells(
  cells: readonly MatrixCell[],
  choices: readonly string[],
): readonly MatrixCell[] {
  if (choices.length === 0) return cells
  const chosen = new Set(choices.flatMap((choice) => cellsOf(choice, cells)))
  return cells.filter((cell) => chosen.has(cell))
}

function cellsOf(choice: string, cells: readonly MatrixCell[]): readonly MatrixCell[] {
  // The name of a cell of the embedded image does not say so, and others may have the rest of it.
  const named = cells.find(({ name }) => name === choice)
  if (named) return [named]
  const wanted = choice.split(',').map((part) => parsePart(part.trim(), choice, cells))
  const chosen = cells.filter((cell) =>
    wanted.every(([axis, value]) => axisText(cell[axis]) === value),
  )
  if (chosen.length > 0) return chosen
  throw usage(
    'No cell has all of these values',
    choice,
    listed(
      choice,
      cells.map(({ name }) => name),
    ),
  )
}

function parsePart(part: string, choice: string, cells: readonly MatrixCell[]): [Axis, string] {
  const [name = '', ...rest] = part.split('=')
  const value = rest.join('=')
  const axis = AXES.find((one) => one === name)
  if (!axis) throw usage(`There is no axis "${name}"`, choice, listed(name, AXES))
  const known = [...new Set(cells.map((cell) => axisText(cell[axis])))]
  if (known.includes(value)) return [axis, value]
  throw usage(`No cell has ${axis}=${value}`, choice, listed(value, known))
}

function usage(summary: string, choice: string, wanted: string): NixproofError {
  return new NixproofError('USAGE', summary, {
    wanted,
    found: `--cell ${choice}`,
    next: 'See the cells: nixproof matrix --list',
  })
}
