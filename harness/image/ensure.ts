import type { Engine } from '../engine/find.ts'
import { NixproofError } from '../errors.ts'
import { chooseImage, versionOf, type Choice, type NixRequest } from './choose.ts'
import { DEFAULT_NIX } from './debian/packages.ts'
import { ensureEmbedded } from './embedded.ts'
import { ensureLayer } from './layer.ts'
import type { NixpkgsSource } from './nixpkgs-source.ts'
import { findOfficial } from './official.ts'
import { DEFAULT_NIXPKGS, type EmbeddedNixpkgs } from './releases.ts'
import { ensureRules } from './rules.ts'

export interface ImageRequest extends NixRequest {
  /** Choose Debian packages anew; fetch an official channel of nixpkgs anew. */
  readonly refresh: boolean
}

/** An image that is on the engine, ready for containers. */
export interface NixImage {
  readonly reference: string
  readonly kind: 'official' | 'embedded'
  /** The image below the thin layer. */
  readonly base: string
  /** Its version of Nix, as in `2.26`. Not known where an official tag does not tell it. */
  readonly nix?: string
  /** The release of its nixpkgs, or what was asked for where that is a commit or a moving channel. */
  readonly nixpkgs?: string
  /** Why this kind and not the other, for one line of output. */
  readonly reason: string
}

/**
 * Makes the image exist that a request asks for: the official one when it is on the engine or can
 * be pulled, else the embedded one. Nothing is downgraded in silence: the reason comes back.
 *
 * The official one comes from a container registry, another nixpkgs than it bundles from
 * channels.nixos.org or GitHub, and what its warm store needs from cache.nixos.org: the engine has to
 * reach them, once.
 *
 * @throws {NixproofError} `USAGE` for a Nix or nixpkgs that there is not; `IMAGE_UNAVAILABLE` when
 *   `official` was asked for and cannot be had, and whatever making the embedded image throws; the
 *   reason of `signal` when that aborts, and what was under way is ended then, on the engine too.
 */
export async function ensureImage(
  engine: Engine,
  request: ImageRequest,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<NixImage> {
  signal?.throwIfAborted()
  const chosen = chooseImage(request)
  try {
    const base = await ensureBase(engine, request, chosen, report, signal)
    const { Id: id } = await engine.docker.getImage(base.reference).inspect()
    const { refresh } = request
    const layer = await ensureLayer(engine.docker, { ...base, id, refresh }, report, signal)
    const { kind, rules } = base
    const reference = rules ? await ensureRules(engine.docker, layer, rules, report, signal) : layer
    return { reference, kind, base: base.reference, reason: base.reason, ...base.versions }
  } catch (error) {
    signal?.throwIfAborted()
    throw isConnectionLost(error) ? engineLost(error) : error
  }
}

/** What Node reports when whoever listened on the socket is gone. */
function isConnectionLost(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  return syscall === 'connect' || code === 'ECONNRESET' || code === 'EPIPE'
}

function engineLost(cause: Error): NixproofError {
  return new NixproofError('ENGINE_LOST', 'The engine went away while the image was made', {
    wanted: 'An engine that answers until the end',
    found: cause.message,
    next: 'See that the engine runs, then run the command again',
    cause,
  })
}

interface FoundBase {
  readonly kind: NixImage['kind']
  readonly reference: string
  readonly reason: string
  readonly versions: Pick<NixImage, 'nix' | 'nixpkgs'>
  /** Of an embedded one. */
  readonly rules?: EmbeddedNixpkgs
  /** Of an official one, in place of what it bundles. */
  readonly nixpkgs?: NixpkgsSource | undefined
}

async function ensureBase(
  engine: Engine,
  { choice, nix, refresh }: ImageRequest,
  { embedded, official }: Choice,
  report: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<FoundBase> {
  const embed = async (
    wanted: NonNullable<typeof embedded>,
    reason: string,
  ): Promise<FoundBase> => {
    const reference = await ensureEmbedded(engine, { nix: wanted.nix, refresh }, report, signal)
    return { kind: 'embedded', reference, reason, versions: wanted, rules: wanted.nixpkgs }
  }
  if (embedded && !official) {
    return embed(embedded, choice === 'auto' ? `only it comes with Nix ${nix}` : 'it was asked for')
  }
  const insist = choice === 'official'
  const found = await findOfficial(engine.docker, { insist, tag: official?.tag }, report, signal)
  if (found.available) {
    const { reference, reason } = found
    const { nixpkgs } = official ?? {}
    return { kind: 'official', reference, reason, versions: versionsOf(official), nixpkgs }
  }
  if (embedded) return embed(embedded, `the official one ${found.reason}`)
  const { reference, reason, isUnknown } = found
  if (isUnknown && official?.tag !== undefined) {
    throw new NixproofError('USAGE', `nixos/nix has no tag "${official.tag}"`, {
      wanted: 'A tag that the registry has: a whole version such as 2.30.1, or latest',
      found: reason,
      next: 'Correct --nix, or leave it out: then it is the pinned one',
    })
  }
  throw new NixproofError('IMAGE_UNAVAILABLE', `${reference} is not to be had`, {
    wanted: `${reference} on the engine, or in a registry that it can reach`,
    found: reason,
    next: 'Run with --image embedded, which needs no registry, or pull the image and run again',
  })
}

/** What is known of an official image without looking into it. */
function versionsOf({ tag, nixpkgs }: NonNullable<Choice['official']> = {}): FoundBase['versions'] {
  const nix = tag === undefined ? DEFAULT_NIX : versionOf(tag)
  const bundled = tag === undefined ? DEFAULT_NIXPKGS : undefined
  const release = nixpkgs ? (nixpkgs.release ?? nixpkgs.name) : bundled
  return { ...(nix !== undefined && { nix }), ...(release !== undefined && { nixpkgs: release }) }
}
