import { AXES, DEFAULT_AXES, DEFAULT_IMAGE, defaultsOf, nameOf, valuesOf } from './axes.ts'
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

/** All combinations of the axes. */
export function draftsOfAxes(axes: WrittenAxes): Draft[] {
  return draftsOf(axes, ['axes'], (image) => DEFAULT_AXES[image])
}

export function draftsOfInclude(entry: CellPattern, path: Path): Draft[] {
  return draftsOf(entry, path, defaultsOf)
}

type OtherAxis = Exclude<Axis, 'image'>

function draftsOf(
  given: CellPattern,
  path: Path,
  usual: (image: Combination['image']) => CellPattern,
): Draft[] {
  return choicesOf(given, 'image', [DEFAULT_IMAGE], path).flatMap((image) => {
    const others = usual(image.value as Combination['image'])
    return crossed(image, (axis) =>
      choicesOf(given, axis, valuesOf<string | boolean>(others[axis]!), path),
    )
  })
}

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
