import type { Engine } from '../engine/find.ts'
import { NixproofError } from '../errors.ts'
import { DEFAULT_NIX, type EmbeddedNix } from './debian/packages.ts'
import { ensureEmbedded } from './embedded.ts'
import { ensureLayer } from './layer.ts'
import { findOfficial } from './official.ts'

export type ImageChoice = 'auto' | 'official' | 'embedded'
export const IMAGE_CHOICES: readonly ImageChoice[] = ['auto', 'official', 'embedded']

export interface ImageRequest {
  readonly choice: ImageChoice
  /** Which Nix the embedded image has. */
  readonly nix: EmbeddedNix
  /** Choose Debian packages anew. */
  readonly refresh: boolean
}

/** An image that is on the engine, ready for containers. */
export interface NixImage {
  readonly reference: string
  readonly kind: 'official' | 'embedded'
  /** The image below the thin layer. */
  readonly base: string
  /** Why this kind and not the other, for one line of output. */
  readonly reason: string
}

/**
 * Makes the image exist that a request asks for: the official one when it is on the engine or can
 * be pulled, else the embedded one. Nothing is downgraded in silence: the reason comes back.
 *
 * @throws {NixproofError} `IMAGE_UNAVAILABLE` when `official` was asked for and cannot be had, and
 *   whatever making the embedded image throws; the reason of `signal` when that aborts, and what
 *   was under way is ended then, on the engine too.
 */
export async function ensureImage(
  engine: Engine,
  request: ImageRequest,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<NixImage> {
  signal?.throwIfAborted()
  try {
    const { kind, base, reason } = await ensureBase(engine, request, report, signal)
    const { Id: id } = await engine.docker.getImage(base).inspect()
    const reference = await ensureLayer(
      engine.docker,
      { kind, reference: base, id },
      report,
      signal,
    )
    return { reference, kind, base, reason }
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

async function ensureBase(
  engine: Engine,
  { choice, nix, refresh }: ImageRequest,
  report: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<Omit<NixImage, 'reference'>> {
  const embedded = async (reason: string): Promise<Omit<NixImage, 'reference'>> => {
    const base = await ensureEmbedded(engine, { nix, refresh }, report, signal)
    return { kind: 'embedded', base, reason }
  }
  if (choice === 'embedded') return embedded('it was asked for')
  if (nix !== DEFAULT_NIX) {
    if (choice === 'auto') return embedded(`only it comes with Nix ${nix}`)
    throw new NixproofError('USAGE', `The official image does not come with --nix ${nix}`, {
      wanted: `--nix ${DEFAULT_NIX}, the version that Dockerfile.nix pins`,
      found: `--nix ${nix} together with --image official`,
      next: 'Leave out one of the two',
    })
  }
  const official = await findOfficial(engine.docker, choice === 'official', report, signal)
  if (official.available) {
    return { kind: 'official', base: official.reference, reason: official.reason }
  }
  if (choice === 'auto') return embedded(`the official one ${official.reason}`)
  throw new NixproofError('IMAGE_UNAVAILABLE', `${official.reference} is not to be had`, {
    wanted: `${official.reference} on the engine, or in a registry that it can reach`,
    found: official.reason,
    next: 'Run with --image embedded, which needs no registry, or pull the image and run again',
  })
}
