import type { NixSettings } from '../container/nix-settings.ts'
import type { EmbeddedNix } from '../image/debian/packages.ts'
import type { Code } from '../errors.ts'
import type { EmbeddedNixpkgs } from '../image/releases.ts'
import type { CellPattern, Several } from './axes.ts'
import type { Combination } from './cell.ts'

/** One tutorial, or several alike. All paths are relative to the configuration. */
export interface TutorialOptions {
  /** A Markdown file, a directory with some, or a glob such as `docs/*.md`. */
  readonly path: string
  /** The reader's directory. Default: that of the file. */
  readonly workspace?: string | undefined
  /** Where the container sees it. Default: `/workspace`. */
  readonly mountAs?: string | undefined
  /** What is known of its blocks. Default: `NAME.nixproof.yaml` beside it. */
  readonly sidecar?: string | undefined
  /** Clones that stand in for repositories, `github:OWNER/REPO=PATH[@REV]`. */
  readonly origin?: Several<string> | undefined
}

/** What `--cache` uses, where it is given. */
export interface CacheSettings {
  /** How much it may have on the engine's disk, of all images together. Default: 2. */
  readonly maxGiB?: number | undefined
}

export interface Expectation {
  /** The cells that it is about. Default: all. */
  readonly cells?: CellPattern | undefined
  /** One Markdown file. Default: every tutorial. */
  readonly tutorial?: string | undefined
  /** Of the failure that is to come, such as `NIX_EVALUATION`. */
  readonly code: Code
  /** What the failure has to contain besides: in its message, or in what was printed. */
  readonly text?: string | undefined
  /** Why it is known and left. */
  readonly reason: string
}

type Sandbox = Combination['sandbox']
type Variant = Combination['variant']

interface EmbeddedAxes {
  readonly image?: readonly ['embedded']
  /** Default: all three. */
  readonly nix?: readonly EmbeddedNix[]
  /** By which release's rules. Default: `24.11`. */
  readonly nixpkgs?: readonly EmbeddedNixpkgs[]
  /** Default: both. */
  readonly sandbox?: readonly Sandbox[]
  /** `fetched`: with what `origin` names. Default: `local`. */
  readonly variant?: readonly Variant[]
}

interface OfficialAxes extends Omit<EmbeddedAxes, 'image' | 'nix' | 'nixpkgs'> {
  readonly image:
    | readonly ['official']
    | readonly ['embedded', 'official']
    | readonly ['official', 'embedded']
  /** Tags of `nixos/nix`; `2.26` is the one that Dockerfile.nix pins. Default: that one. */
  readonly nix?: readonly string[]
  /** Releases (`24.11`), channels (`nixos-25.11`), commits, or `bundled`. Default: the latter. */
  readonly nixpkgs?: readonly string[]
}

interface EmbeddedCells {
  readonly image?: 'embedded'
  readonly nix?: Several<EmbeddedNix>
  readonly nixpkgs?: Several<EmbeddedNixpkgs>
  readonly sandbox?: Several<Sandbox>
  readonly variant?: Several<Variant>
}

interface OfficialCells extends Omit<EmbeddedCells, 'image' | 'nix' | 'nixpkgs'> {
  readonly image: 'official'
  readonly nix?: Several<string>
  readonly nixpkgs?: Several<string>
}

/** What `nixproof.config.ts` exports. */
export interface NixproofConfig {
  readonly tutorials?: readonly (string | TutorialOptions)[]
  /**
   * The values that are combined, each with each. An axis that is left out has its default; so have
   * all, where `include` is not given either.
   */
  readonly axes?: EmbeddedAxes | OfficialAxes
  /** Cells besides, also such as were excluded. Lists are combined; the rest has one default each. */
  readonly include?: readonly (EmbeddedCells | OfficialCells)[]
  /** Combinations that there are not to be. */
  readonly exclude?: readonly CellPattern[]
  /** Failures that are known. One that does not come is reported too. */
  readonly expect?: readonly Expectation[]
  readonly nix?: NixSettings
  readonly cache?: CacheSettings
}

/** The same, as far as a schema can tell: which Nix there is depends on the image. */
export interface WrittenConfig {
  readonly tutorials?: readonly (string | TutorialOptions)[] | undefined
  readonly axes?: WrittenAxes | undefined
  readonly include?: readonly CellPattern[] | undefined
  readonly exclude?: readonly CellPattern[] | undefined
  readonly expect?: readonly Expectation[] | undefined
  readonly nix?: NixSettings | undefined
  readonly cache?: CacheSettings | undefined
}

export type WrittenAxes = {
  readonly [A in keyof CellPattern]?: readonly Combination[A][] | undefined
}

/**
 * Gives a configuration its type, for `nixproof.config.ts`. Its values are looked at when nixproof
 * reads the file.
 *
 * @example
 *   export default defineConfig({ tutorials: ['docs'], axes: { nix: ['2.26', '2.34'] } })
 */
export function defineConfig(config: NixproofConfig): NixproofConfig {
  return config
}
