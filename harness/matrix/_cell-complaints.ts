import { NixproofError } from '../errors.ts'
import { chooseImage } from '../image/choose.ts'
import { EMBEDDED_NIX } from '../image/debian/packages.ts'
import { EMBEDDED_NIXPKGS } from '../image/releases.ts'
import { listed, type Complaint } from '../tutorial/directives/complaints.ts'
import { AXES, axisText, valuesOf, type CellPattern } from './axes.ts'
import type { Combination } from './cell.ts'
import type { WrittenConfig } from './config.ts'
import type { Draft } from './_drafts.ts'
import { nixOf } from './nix-of.ts'

type Path = readonly PropertyKey[]

/** Values that no cell has: the pattern would be about nothing, or about less than it says. */
export function unknownValues(
  pattern: CellPattern,
  path: Path,
  cells: readonly Combination[],
): Complaint[] {
  return AXES.flatMap((axis) => {
    const written = pattern[axis]
    if (written === undefined) return []
    const known = [...new Set(cells.map((cell) => axisText(cell[axis])))]
    return valuesOf<string | boolean>(written).flatMap((value, index) => {
      const text = axisText(value)
      if (known.includes(text)) return []
      const at = [...path, axis, ...(Array.isArray(written) ? [index] : [])]
      return wrong(at, `No cell has ${axis}=${text}`, listed(text, known))
    })
  })
}

/** A value that is said twice on an axis. */
export function repeatedValues(axes: NonNullable<WrittenConfig['axes']>): Complaint[] {
  return AXES.flatMap((axis) => {
    const values = (axes[axis] ?? []) as readonly (string | boolean)[]
    return values.flatMap((value, index) =>
      values.indexOf(value) === index
        ? []
        : wrong(['axes', axis, index], `${axis}=${axisText(value)} is said twice`, 'It once'),
    )
  })
}

/** What an image does not have. */
export function unavailable(drafts: readonly Draft[]): Complaint[] {
  const found = new Map<string, Complaint>()
  for (const { cell, paths } of drafts) {
    for (const { axis, summary, wanted } of whyNot(cell)) {
      const path = paths[axis]
      found.set(JSON.stringify([path, summary]), { path, key: false, summary, wanted })
    }
  }
  return [...found.values()]
}

interface WhyNot {
  readonly axis: 'nix' | 'nixpkgs'
  readonly summary: string
  readonly wanted: string
}

const IN_IMAGE = ['nix', 'nixpkgs'] as const
const EMBEDDED: Readonly<Record<WhyNot['axis'], readonly string[]>> = {
  nix: EMBEDDED_NIX,
  nixpkgs: EMBEDDED_NIXPKGS,
}

function whyNot(cell: Combination): WhyNot[] {
  if (cell.image === 'official') return whyNotOfficial(cell)
  return IN_IMAGE.filter((axis) => !EMBEDDED[axis].includes(cell[axis])).map((axis) => ({
    axis,
    summary: `The embedded image has no ${axis === 'nix' ? 'Nix' : 'nixpkgs'} ${cell[axis]}`,
    wanted: `${listed(cell[axis], EMBEDDED[axis])}; or the official image alone for it, by "exclude" or "include"`,
  }))
}

/** The first reason alone: which nixpkgs there can be depends on the tag. */
function whyNotOfficial(cell: Combination): WhyNot[] {
  const { nixpkgs, ...nix } = nixOf(cell)
  for (const axis of IN_IMAGE) {
    try {
      chooseImage(axis === 'nix' || nixpkgs === undefined ? nix : { ...nix, nixpkgs })
    } catch (error) {
      if (!(error instanceof NixproofError)) throw error
      return [{ axis, summary: error.summary, wanted: error.details.wanted ?? '' }]
    }
  }
  return []
}

function wrong(path: Path, summary: string, wanted: string): Complaint[] {
  return [{ path, key: false, summary, wanted }]
}
