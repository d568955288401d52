import { readFile } from 'node:fs/promises'
import type Dockerode from 'dockerode'
import { holdLock } from '../engine/start-lock.ts'
import { NixproofError } from '../errors.ts'
import { follow, hasImage } from './import.ts'
import type { NixpkgsSource } from './nixpkgs-source.ts'
import { DOCKERFILE, NIXOS_DIR, PACKAGE_DIR, WARM_DIR } from './paths.ts'
import { hashInputs } from './tag.ts'

export interface Base {
  readonly kind: 'official' | 'embedded'
  readonly reference: string
  /** What the base really is, where a tag could come to mean something else: its image id. */
  readonly id: string
  /** Another nixpkgs than it bundles. */
  readonly nixpkgs?: NixpkgsSource | undefined
  /** Fetch a nixpkgs that moves again. */
  readonly refresh?: boolean
}

/** For whoever else makes the same one. Milliseconds. */
const BUILD_DEADLINE_MS = 1_800_000

/** What `Dockerfile.nix` copies, from the package's root. */
const LAYER_FILES = [
  'harness/image/warm/default.nix',
  'harness/image/warm/setup.py',
  'harness/image/nixos/hardware-configuration.nix',
  'harness/image/nixos/nixos-rebuild',
  'harness/image/nixos/sudo',
  'harness/image/nixos/system.nix',
]

/**
 * The image of `Dockerfile.nix` over a base, made unless it is there. With a nixpkgs of its own the
 * engine fetches the archive while it builds, once, and what the warm store needs from the cache.
 *
 * @throws {NixproofError} `IMAGE_UNAVAILABLE` when that nixpkgs cannot be fetched, or
 *   `IMAGE_BUILD_FAILED`.
 */
export async function ensureLayer(
  docker: Dockerode,
  base: Base,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const dockerfile = await readFile(DOCKERFILE, 'utf8')
  const { nixpkgs } = base
  const hash = hashInputs(
    { base: base.id, dockerfile, ...(nixpkgs && { nixpkgs: nixpkgs.url }) },
    { warm: WARM_DIR, nixos: NIXOS_DIR },
  )
  const reference = `nixproof/${base.kind}-nix:${hash}`
  const isStale = (base.refresh && nixpkgs?.moves) ?? false
  if (!isStale && (await hasImage(docker, reference))) return reference
  // Made twice at once it would be two images, and its name would move from one to the other.
  await using _ = await holdLock(`the image ${reference}`, BUILD_DEADLINE_MS, signal)
  if (!isStale && (await hasImage(docker, reference))) return reference

  report(
    nixpkgs
      ? `Adding nixpkgs ${nixpkgs.name} and the warm store (Dockerfile.nix)`
      : 'Adding the warm store (Dockerfile.nix)',
  )
  const progress = await docker.buildImage(
    { context: PACKAGE_DIR, src: ['Dockerfile.nix', ...LAYER_FILES] },
    {
      ...layerOptions(base, reference),
      ...(isStale && { nocache: true }),
      ...(signal && { abortSignal: signal }),
    },
  )
  await follow(docker, progress, { signal }).catch((error: unknown) => {
    throw (nixpkgs && notFetched(nixpkgs, error)) ?? error
  })
  return reference
}

/** What the engine is asked for. The embedded image is made without a network, and needs none. */
export function layerOptions(
  { kind, reference, nixpkgs }: Base,
  tag: string,
): Dockerode.ImageBuildOptions {
  return {
    t: tag,
    dockerfile: 'Dockerfile.nix',
    buildargs: {
      NIX_IMAGE: reference,
      ...(nixpkgs && { NIXPKGS: nixpkgs.url }),
      ...(kind === 'embedded' && { NIX_CONFIG: 'substituters =' }),
    },
    ...(kind === 'embedded' && { networkmode: 'none' }),
    rm: true,
    forcerm: true,
  }
}

const NOT_FETCHED = /unable to download '.*$/m

/** A nixpkgs that cannot be had, and not a fault of the build. */
export function notFetched(
  { name, url }: NixpkgsSource,
  error: unknown,
): NixproofError | undefined {
  if (!(error instanceof NixproofError) || error.code !== 'IMAGE_BUILD_FAILED') return undefined
  const found = NOT_FETCHED.exec(error.details.found ?? '')?.[0]
  if (found === undefined) return undefined
  const isMissing = found.includes('HTTP error 404')
  return new NixproofError('IMAGE_UNAVAILABLE', `nixpkgs ${name} cannot be fetched`, {
    wanted: `${url}, which the engine can reach while it builds the image, and cache.nixos.org`,
    found,
    next: isMissing
      ? 'Give a --nixpkgs that exists: https://channels.nixos.org lists the channels'
      : 'Give the engine a way out, or run with --image embedded --nixpkgs 24.11 or 25.11, which needs none',
    cause: error,
  })
}

/** The official image of a tag. Default: the one that `Dockerfile.nix` alone knows. */
export async function officialOf(tag: string | undefined): Promise<string> {
  const pinned = await pinnedOfficial()
  return tag === undefined ? pinned : pinned.replace(/[^:]*$/, tag)
}

/** The official image's name and tag, which `Dockerfile.nix` alone knows. */
export async function pinnedOfficial(): Promise<string> {
  const text = await readFile(DOCKERFILE, 'utf8')
  const pinned = /^ARG NIX_IMAGE=(\S+)$/m.exec(text)?.[1]
  if (!pinned) throw new Error('Dockerfile.nix names no official image')
  return pinned
}
