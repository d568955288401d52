import { EMBEDDED_NIX } from '../image/debian/packages.ts'
import { listed, type Complaint } from '../tutorial/directives/complaints.ts'
import { AXES, axisText, EMBEDDED_NIXPKGS, valuesOf, type CellPattern } from './axes.ts'
import type { Combination } from './cell.ts'
import type { WrittenConfig } from './config.ts'
import type { Draft } from './_drafts.ts'

type Path = readonly PropertyKey[]

const OFFICIAL_NIXPKGS = /^(?:\d\d\.\d\d|(?:nixos|nixpkgs)-[\w.-]+|[0-9a-f]{40})$/

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

/** Where the official image is asked for, and nothing says which. */
export function missingNix({ axes, include = [] }: WrittenConfig): Complaint[] {
  const groups: (readonly [Path, CellPattern | undefined])[] = [
    [['axes'], axes],
    ...include.map((entry, index) => [['include', index], entry] as const),
  ]
  return groups.flatMap(([path, given]) =>
    given?.image !== undefined &&
    valuesOf(given.image).includes('official') &&
    given.nix === undefined
      ? wrong(
          [...path, 'image'],
          'Nothing says which Nix the official image is to have',
          '"nix": a tag of nixos/nix, such as "2.26.4"',
        )
      : [],
  )
}

/** What an image does not have. */
export function unavailable(drafts: readonly Draft[]): Complaint[] {
  const found = new Map<string, Complaint>()
  for (const { cell, paths } of drafts) {
    for (const axis of ['nix', 'nixpkgs'] as const) {
      const [one] = whyUnavailable(cell, axis, paths[axis])
      if (one) found.set(JSON.stringify([one.path, one.summary]), one)
    }
  }
  return [...found.values()]
}

function whyUnavailable(
  { image, nix, nixpkgs }: Combination,
  axis: 'nix' | 'nixpkgs',
  path: Path,
): Complaint[] {
  if (image === 'official') {
    if (axis === 'nix' || OFFICIAL_NIXPKGS.test(nixpkgs)) return []
    return wrong(
      path,
      `"${nixpkgs}" is not a nixpkgs that the official image can have`,
      'A release such as "24.11", a channel such as "nixos-25.11", or a whole commit',
    )
  }
  const value = axis === 'nix' ? nix : nixpkgs
  const known: readonly string[] = axis === 'nix' ? EMBEDDED_NIX : EMBEDDED_NIXPKGS
  if (known.includes(value)) return []
  const what = axis === 'nix' ? 'Nix' : 'nixpkgs'
  return wrong(
    path,
    `The embedded image has no ${what} ${value}`,
    `${listed(value, known)}; or the official image alone for it, by "exclude" or "include"`,
  )
}

function wrong(path: Path, summary: string, wanted: string): Complaint[] {
  return [{ path, key: false, summary, wanted }]
}
