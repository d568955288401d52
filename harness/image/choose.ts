import { NixproofError } from '../errors.ts'
import { DEFAULT_NIX, EMBEDDED_NIX, type EmbeddedNix } from './debian/packages.ts'
import { nearest } from './_nearest.ts'
import { findNixpkgs, type NixpkgsSource } from './nixpkgs-source.ts'
import { DEFAULT_NIXPKGS, EMBEDDED_NIXPKGS, type EmbeddedNixpkgs } from './releases.ts'

export type ImageChoice = 'auto' | 'official' | 'embedded'
export const IMAGE_CHOICES: readonly ImageChoice[] = ['auto', 'official', 'embedded']

/** What somebody asks for. */
export interface NixRequest {
  readonly choice: ImageChoice
  /**
   * Which Nix: of the embedded image 2.8, 2.26 or 2.34; of the official one any tag of `nixos/nix`,
   * where 2.26 is the one that Dockerfile.nix pins.
   */
  readonly nix: string
  /**
   * Which nixpkgs: by whose rules the embedded one goes, 24.11 or 25.11; for the official image a
   * channel, a release or a commit. Default: 24.11 embedded, and official what the tag bundles.
   */
  readonly nixpkgs?: string
}

/** What would do, of either kind. */
export interface Choice {
  readonly embedded?: { readonly nix: EmbeddedNix; readonly nixpkgs: EmbeddedNixpkgs }
  readonly official?: OfficialChoice
}

export interface OfficialChoice {
  /** Of `nixos/nix`. Default: the one that Dockerfile.nix pins. */
  readonly tag?: string
  /** Default: the bundled one. */
  readonly nixpkgs?: NixpkgsSource
}

/**
 * Sees which images a request may mean. Asks neither engine nor registry.
 *
 * @throws {NixproofError} `USAGE` where there cannot be one.
 */
export function chooseImage({ choice, nix, nixpkgs }: NixRequest): Choice {
  if (choice === 'official') return { official: chooseOfficial(nix, nixpkgs) }
  const embedded = {
    nix: oneOf('--nix', nix, EMBEDDED_NIX, choice),
    nixpkgs: oneOf('--nixpkgs', nixpkgs ?? DEFAULT_NIXPKGS, EMBEDDED_NIXPKGS, choice),
  }
  if (choice === 'embedded' || nix !== DEFAULT_NIX) return { embedded }
  return { embedded, official: chooseOfficial(nix, nixpkgs) }
}

function oneOf<Name extends string>(
  option: string,
  given: string,
  names: readonly Name[],
  choice: ImageChoice,
): Name {
  const name = names.find((one) => one === given)
  if (name !== undefined) return name
  const isKnown = option === '--nix' ? TAG.test(given) : isNixpkgs(given)
  throw new NixproofError('USAGE', `The embedded image does not come with ${option} ${given}`, {
    wanted: `${option} ${names.join(', ')}`,
    found: `${option} ${given} with --image ${choice}`,
    next: `Nearest is ${option} ${nearest(given, names)}${isKnown ? '; --image official may have what was asked for' : ''}`,
  })
}

function isNixpkgs(name: string): boolean {
  try {
    return Boolean(findNixpkgs(name))
  } catch {
    return false
  }
}

/** Of a container registry: https://github.com/opencontainers/distribution-spec */
const TAG = /^\w[\w.-]{0,127}$/
const EXAMPLE = '2.30.1'

function chooseOfficial(nix: string, nixpkgs: string | undefined): OfficialChoice {
  const isPinned = nix === DEFAULT_NIX
  if (!isPinned) requireTag(nix)
  // The pinned tag bundles it.
  const isBundled = nixpkgs === undefined || (isPinned && nixpkgs === DEFAULT_NIXPKGS)
  const source = isBundled ? undefined : findNixpkgs(nixpkgs)
  if (source) requireNewEnough(nix, source)
  return { ...(!isPinned && { tag: nix }), ...(source && { nixpkgs: source }) }
}

/** `nixos/nix` has a tag for each version, `latest` and the like, and none that follows a minor version. */
function requireTag(tag: string): void {
  const isMinor = /^\d+(?:\.\d+)?$/.test(tag)
  if (TAG.test(tag) && !isMinor) return
  throw new NixproofError('USAGE', `nixos/nix has no tag "${tag}"`, {
    wanted: `A tag that nixos/nix has: a whole version such as ${EXAMPLE}, or latest`,
    found: `--nix ${tag} with --image official`,
    next: isMinor
      ? `Name the whole version, such as ${/\./.test(tag) ? tag : `${tag}.0`}.0, or run with --nix ${DEFAULT_NIX}, the one that is pinned`
      : `Leave out --nix, or give a version such as ${EXAMPLE}`,
  })
}

function requireNewEnough(nix: string, { name, needsNix }: NixpkgsSource): void {
  const version = versionOf(nix)
  if (needsNix === undefined || version === undefined) return
  if (asNumber(version) >= asNumber(needsNix)) return
  throw new NixproofError('USAGE', `Nix ${nix} is too old for nixpkgs ${name}`, {
    wanted: `Nix ${needsNix} or newer, which nixpkgs needs since 25.11`,
    found: `--nix ${nix} with --nixpkgs ${name}`,
    next: `Give a newer --nix, or --nixpkgs 25.05, which is the last that takes it`,
  })
}

/** The version of a tag, as far as it is told by it: `2.26` of `2.26.4-amd64`. */
export function versionOf(tag: string): string | undefined {
  return /^\d+\.\d+(?=$|[.-])/.exec(tag)?.[0]
}

function asNumber(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major * 1000 + minor
}
