import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type Dockerode from 'dockerode'
import { z } from 'zod'
import { config } from '../config.ts'
import { NixproofError } from '../errors.ts'
import { follow, hasImage } from './import.ts'
import { officialOf } from './layer.ts'

/** How long a registry may take to say that it has the image. Milliseconds. */
const REGISTRY_DEADLINE_MS = 10_000
/** How long "not to be had" is believed before asking again. Milliseconds. */
const BELIEVED_MS = 24 * 3600 * 1000

export type Official =
  | { readonly available: true; readonly reference: string; readonly reason: string }
  | {
      readonly available: false
      readonly reference: string
      readonly reason: string
      /** The registry answered, and has no such tag. */
      readonly isUnknown?: boolean
    }

const absence = z.strictObject({ reference: z.string(), at: z.number(), reason: z.string() })

/**
 * Makes the official image present, if it can be had: on the engine, or else by its registry.
 *
 * @param insist Ask the registry again, even though it could not be reached a short time ago.
 * @param tag Of `nixos/nix`. Default: the pinned one.
 */
export async function findOfficial(
  docker: Dockerode,
  { insist, tag }: { readonly insist: boolean; readonly tag?: string | undefined },
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<Official> {
  const reference = await officialOf(tag)
  if (await hasImage(docker, reference)) {
    return { available: true, reference, reason: 'it is on the engine' }
  }
  const believed = insist ? undefined : await readAbsence(reference)
  if (believed) return { available: false, reference, reason: believed }

  report(`Asking the registry for ${reference}`)
  try {
    const late = AbortSignal.timeout(REGISTRY_DEADLINE_MS)
    const abortSignal = signal ? AbortSignal.any([signal, late]) : late
    await docker.getImage(reference).distribution({ abortSignal })
    await pull(docker, reference, report, signal)
    await rm(absenceFile(), { force: true })
    return { available: true, reference, reason: 'it was pulled' }
  } catch (cause) {
    signal?.throwIfAborted()
    const reason = `cannot be pulled: ${explain(cause)}`
    if (tag === undefined) await writeAbsence(reference, reason)
    return { available: false, reference, reason, isUnknown: isUnknownTag(reason) }
  }
}

/** Why the engine cannot pull an image; `undefined` when it can. Nothing is pulled. */
export async function whyNotPulled(
  docker: Dockerode,
  reference: string,
): Promise<string | undefined> {
  const late = { abortSignal: AbortSignal.timeout(REGISTRY_DEADLINE_MS) }
  return docker
    .getImage(reference)
    .distribution(late)
    .then(() => undefined, explain)
}

/**
 * Whether a registry says that it has no such tag, in the engine's words.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
 */
export function isUnknownTag(reason: string): boolean {
  return /\bmanifest unknown\b|\bmanifest for \S+ not found\b/i.test(reason)
}

async function pull(
  docker: Dockerode,
  reference: string,
  report: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  report(`Pulling ${reference}`)
  const progress = await docker.pull(reference, signal ? { abortSignal: signal } : {})
  await follow(docker, progress, { signal })
  if (!(await hasImage(docker, reference))) throw new Error('the pull ended without an image')
}

async function readAbsence(reference: string): Promise<string | undefined> {
  // A process that was ended, or a disk that was full, may have left half of it.
  const data = await readFile(absenceFile(), 'utf8')
    .then((text) => absence.parse(JSON.parse(text)))
    .catch(() => undefined)
  if (data?.reference !== reference) return undefined
  const ageMs = Date.now() - data.at
  // A clock that was set back makes a time to come of it, which would be believed for as long.
  if (ageMs < 0 || ageMs > BELIEVED_MS) return undefined
  const minutes = Math.round(ageMs / 60_000)
  return `${data.reason} (asked ${minutes} min ago; --image official asks again)`
}

async function writeAbsence(reference: string, reason: string): Promise<void> {
  await mkdir(dirname(absenceFile()), { recursive: true })
  await writeFile(absenceFile(), JSON.stringify({ reference, at: Date.now(), reason }))
}

function absenceFile(): string {
  return join(config.cacheDir, 'official-absent.json')
}

function explain(cause: unknown): string {
  if (cause instanceof NixproofError) return cause.details.found ?? cause.summary
  const { name, message } = cause as Error
  if (name === 'TimeoutError' || name === 'AbortError') {
    return `no answer within ${REGISTRY_DEADLINE_MS / 1000} s`
  }
  return message
    .replace(/^\(HTTP code \d+\) [^-]* - /, '')
    .replace(/^Get "[^"]*": /, '')
    .trim()
}
