import { DEFAULT_NIX, EMBEDDED_NIX } from '../image/debian/packages.ts'
import { DEFAULT_NIXPKGS } from '../image/releases.ts'
import { BUNDLED } from '../tutorial/running/cell.ts'
import type { Combination } from './cell.ts'

/** In the order in which cells are sorted and named: those that share an image are neighbours. */
export const AXES = ['image', 'nix', 'nixpkgs', 'sandbox', 'variant'] as const
export type Axis = (typeof AXES)[number]

export const IMAGES = ['embedded', 'official'] as const
export const VARIANTS = ['local', 'fetched'] as const
export type Several<T> = T | readonly T[]

/** The cells that have one of the values on each axis that is named. */
export type CellPattern = {
  readonly [A in Axis]?: Several<Combination[A]> | undefined
}

type Image = Combination['image']
type OtherAxis = Exclude<Axis, 'image'>
type AxisValues = { readonly [A in OtherAxis]: readonly Combination[A][] }

/**
 * What is on an axis that nobody gave: each Nix of the embedded image, with and without its
 * sandbox, because these cost no network and find most of what a reader will meet. By the rules of
 * nixpkgs 25.11 text that is older than them cannot pass, and `fetched` needs a clone that stands
 * in for the repository: somebody has to ask for either. Of the official image it is the one that
 * Dockerfile.nix pins.
 */
export const DEFAULT_AXES: Readonly<Record<Image, AxisValues>> = {
  embedded: {
    nix: EMBEDDED_NIX,
    nixpkgs: [DEFAULT_NIXPKGS],
    sandbox: [false, true],
    variant: ['local'],
  },
  official: {
    nix: [DEFAULT_NIX],
    nixpkgs: [BUNDLED],
    sandbox: [false, true],
    variant: ['local'],
  },
}
export const DEFAULT_IMAGE: Image = 'embedded'

/** What an included cell has where it does not say. */
export function defaultsOf(image: Image): AxisValues {
  return { ...DEFAULT_AXES[image], nix: [DEFAULT_NIX], sandbox: [false] }
}

/** As names of cells and `--cell` have it. */
export function axisText(value: string | boolean): string {
  return typeof value === 'string' ? value : value ? 'on' : 'off'
}

/** The embedded image goes without saying. */
export function nameOf(cell: Combination): string {
  return AXES.filter((axis) => axis !== 'image' || cell.image !== 'embedded')
    .map((axis) => `${axis}=${axisText(cell[axis])}`)
    .join(',')
}

export function matches(pattern: CellPattern, cell: Combination): boolean {
  return AXES.every((axis) => {
    const wanted = pattern[axis]
    return wanted === undefined || valuesOf(wanted).includes(cell[axis])
  })
}

export function valuesOf<T>(value: Several<T>): readonly T[] {
  return [value].flat() as T[]
}
