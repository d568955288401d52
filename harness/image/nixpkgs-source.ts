import { NixproofError } from '../errors.ts'
import { nearest } from './_nearest.ts'

/** A nixpkgs that an official image is given in place of the one that it bundles. */
export interface NixpkgsSource {
  /** As it was asked for: a channel, a release or a commit. */
  readonly name: string
  /** Its release, where the name tells it. */
  readonly release?: string
  /** The archive, as `NIX_PATH=nixpkgs=URL` takes it. */
  readonly url: string
  /** The least Nix that can evaluate it, where the name tells that. */
  readonly needsNix?: string
  /** Whether it is another one tomorrow. */
  readonly moves: boolean
}

const CHANNEL = /^(?:nixos|nixpkgs)-(?:unstable|(?<release>\d\d\.(?:05|11)))(?:-(?:small|darwin))?$/
const RELEASE = /^\d\d\.(?:05|11)$/
const COMMIT = /^[0-9a-f]{40}$/

/** To propose where a name is none. */
const LIKELY = [
  ...['24.11', '25.05', '25.11'].flatMap((release) => [release, `nixos-${release}`]),
  'nixos-unstable',
  'nixpkgs-unstable',
]

/**
 * Where the archive of a channel (`nixos-25.11`), a release (`24.11`, which is its channel) or a
 * commit of nixpkgs is: https://nixos.org/channels and GitHub's archives.
 *
 * @throws {NixproofError} `USAGE` for what is none of them.
 */
export function findNixpkgs(name: string): NixpkgsSource {
  if (COMMIT.test(name)) {
    const url = `https://github.com/NixOS/nixpkgs/archive/${name}.tar.gz`
    return { name, url, moves: false }
  }
  const channel = RELEASE.test(name) ? `nixos-${name}` : name
  const match = CHANNEL.exec(channel)
  if (!match) throw noNixpkgs(name)
  const release = match.groups?.['release']
  const url = `https://channels.nixos.org/${channel}/nixexprs.tar.xz`
  // https://github.com/NixOS/nixpkgs/pull/428076
  const needsNix = release === undefined || release >= '25.11' ? '2.18' : undefined
  return {
    name,
    url,
    moves: true,
    ...(release !== undefined && { release }),
    ...(needsNix !== undefined && { needsNix }),
  }
}

function noNixpkgs(name: string): NixproofError {
  return new NixproofError('USAGE', `--nixpkgs ${name} is no nixpkgs`, {
    wanted: 'A channel such as nixos-25.11, a release such as 24.11, or a commit of 40 digits',
    found: `"${name}"`,
    next: /^[0-9a-f]{7,39}$/.test(name)
      ? 'Give the whole commit: git rev-parse tells it'
      : `Did you mean "${nearest(name, LIKELY)}"?`,
  })
}
