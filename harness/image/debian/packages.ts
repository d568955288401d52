import { z } from 'zod'

export type EmbeddedNix = '2.8' | '2.26' | '2.34'

/** The Nix versions that Debian carries, and the suites to look for each in, in order. */
export const NIX_SUITES: Readonly<Record<EmbeddedNix, readonly string[]>> = {
  '2.8': ['bookworm'],
  '2.26': ['trixie'],
  '2.34': ['forky', 'sid'],
}
export const EMBEDDED_NIX: readonly EmbeddedNix[] = ['2.8', '2.26', '2.34']
export const DEFAULT_NIX: EmbeddedNix = '2.26'

/** Where the programs and libraries that `<nixpkgs>` offers come from. */
export const PACKAGES_SUITE = 'bookworm'

/** One store path made of Debian packages. */
interface Unit {
  /** The Debian packages that the unit is wanted for. */
  readonly debs: readonly string[]
  /** Units whose packages are not repeated in this one. */
  readonly uses: readonly string[]
  /** Packages that a dependency names and the unit does without. */
  readonly without: readonly string[]
  /** `nix`: the suite that the chosen Nix comes from. */
  readonly suite?: 'nix' | undefined
}
export type Units = Readonly<Record<string, Unit>>

const names = z.array(z.string())

/** `nixpkgs/debian/units.json`, written by hand. */
export const unitsSchema: z.ZodType<Units> = z.record(
  z.string(),
  z.strictObject({
    debs: names.min(1),
    uses: names.default([]),
    without: names.default([]),
    suite: z.literal('nix').optional(),
  }),
)

export interface DebianPackage {
  readonly name: string
  readonly version: string
  readonly suite: string
  readonly sha256: string
}

/** The resolved units, all packages named `suite/name`. */
export interface Packages {
  readonly format: 1
  readonly nix: EmbeddedNix
  /** The full version of Nix, such as `2.26.3`. */
  readonly nixVersion: string
  readonly packages: Readonly<Record<string, DebianPackage>>
  readonly units: Readonly<
    Record<string, { readonly packages: readonly string[]; readonly uses: readonly string[] }>
  >
  /** The packages of the root in which the image is built; nothing of them is in it. */
  readonly bootstrap: readonly string[]
}

/** `nixpkgs/debian/packages.json`: it travels in the image as its manifest. */
export const packagesSchema: z.ZodType<Packages> = z.strictObject({
  format: z.literal(1),
  nix: z.enum(EMBEDDED_NIX),
  nixVersion: z.string(),
  packages: z.record(
    z.string(),
    z.strictObject({
      name: z.string(),
      version: z.string(),
      suite: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  units: z.record(z.string(), z.strictObject({ packages: names, uses: names })),
  bootstrap: names,
})
