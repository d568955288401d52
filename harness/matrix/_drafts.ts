import { AXES, DEFAULT_AXES, DEFAULT_CELL, DEFAULT_NIXES, nameOf, valuesOf } from './axes.ts'
import type { Axis, CellPattern } from './axes.ts'
import type { Combination } from './cell.ts'
import type { WrittenAxes } from './config.ts'

type Path = readonly PropertyKey[]

/** A value of an axis, and where it is said. */
interface Choice {
  readonly value: string | boolean
  readonly path: Path
}

/** A cell that may yet be wrong, and where it is said to be. */
export interface Draft {
  readonly cell: Combination
  readonly name: string
  readonly paths: Readonly<Record<Axis, Path>>
}

/** All combinations of the axes. The official image has no Nix that goes without saying. */
export function draftsOfAxes(axes: WrittenAxes): Draft[] {
  const path = ['axes']
  return choicesOf(axes, 'image', DEFAULT_AXES.image, path).flatMap((image) =>
    crossed(image, (axis) => {
      const usual =
        axis === 'nix' ? DEFAULT_NIXES[image.value as Combination['image']] : DEFAULT_AXES[axis]
      return choicesOf(axes, axis, usual, path)
    }),
  )
}

export function draftsOfInclude(entry: CellPattern, path: Path): Draft[] {
  return choicesOf(entry, 'image', [DEFAULT_CELL.image], path).flatMap((image) =>
    crossed(image, (axis) => {
      const needsNix = axis === 'nix' && image.value === 'official'
      return choicesOf(entry, axis, needsNix ? [] : [DEFAULT_CELL[axis]], path)
    }),
  )
}

type OtherAxis = Exclude<Axis, 'image'>

function crossed(image: Choice, choices: (axis: OtherAxis) => Choice[]): Draft[] {
  const others = AXES.filter((axis): axis is OtherAxis => axis !== 'image')
  let rows: (readonly [Axis, Choice])[][] = [[['image', image]]]
  for (const axis of others)
    rows = rows.flatMap((row) => choices(axis).map((choice) => [...row, [axis, choice] as const]))
  return rows.map((row) => {
    const cell = Object.fromEntries(row.map(([axis, { value }]) => [axis, value])) as never
    const paths = Object.fromEntries(row.map(([axis, choice]) => [axis, choice.path])) as never
    return { cell, name: nameOf(cell), paths }
  })
}

/** One that is said twice is there once. */
function choicesOf(
  given: CellPattern,
  axis: Axis,
  usual: readonly (string | boolean)[],
  path: Path,
): Choice[] {
  const value = given[axis]
  if (value === undefined) return usual.map((one) => ({ value: one, path }))
  const all: readonly (string | boolean)[] = valuesOf<string | boolean>(value)
  const isList = Array.isArray(value)
  return all
    .map((one, index) => ({ value: one, path: [...path, axis, ...(isList ? [index] : [])] }))
    .filter((one, index) => all.indexOf(one.value) === index)
}
