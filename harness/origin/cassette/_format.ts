import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { NixproofError } from '../../errors.ts'

const VERSION = 1

/** A body in the folder of bodies: its hash is the name of its file. */
export interface BodyReference {
  readonly sha256: string
  readonly bytes: number
}

export interface RecordedRequest {
  readonly method: string
  /** Without credentials. */
  readonly url: string
  /** Those that decide about the answer, and no others. */
  readonly headers?: Readonly<Record<string, string>>
  /** The body itself is not kept. */
  readonly bodySha256?: string
}

interface RecordedResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body?: BodyReference
}

/** One request and its answer. */
export interface Recording {
  readonly request: RecordedRequest
  readonly response: RecordedResponse
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const recording: z.ZodType<Recording> = z.strictObject({
  request: z.strictObject({
    method: z.string(),
    url: z.url(),
    headers: z.record(z.string(), z.string()).exactOptional(),
    bodySha256: sha256.exactOptional(),
  }),
  response: z.strictObject({
    status: z.int().min(100).max(599),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    body: z.strictObject({ sha256, bytes: z.int().positive() }).exactOptional(),
  }),
})

/**
 * Reads `index.yaml` of a cassette; one that does not exist is empty.
 *
 * @throws NixproofError CASSETTE_INVALID
 */
export async function readIndex(directory: string): Promise<Recording[]> {
  const file = join(directory, 'index.yaml')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw invalid(file, error.message, 'Make it a file that can be read', error)
  })
  if (text === undefined) return []
  const data = parseText(file, text)
  const version = z.looseObject({ version: z.number() }).safeParse(data).data?.version
  if (version !== VERSION) throw ofAnotherVersion(file, version)
  const index = z
    .strictObject({ version: z.number(), recordings: z.array(recording) })
    .safeParse(data)
  if (index.success) return index.data.recordings
  throw invalid(file, z.prettifyError(index.error), RECORD_AGAIN)
}

/** Replaces the index in one step: whoever reads it meanwhile sees the old or the new one. */
export async function writeIndex(
  directory: string,
  recordings: readonly Recording[],
): Promise<void> {
  const temporary = join(directory, `.index-${randomUUID()}`)
  try {
    await writeFile(temporary, stringify({ version: VERSION, recordings }, { lineWidth: 0 }))
    await rename(temporary, join(directory, 'index.yaml'))
  } finally {
    await rm(temporary, { force: true })
  }
}

export const RECORD_AGAIN = 'Remove the cassette and record it again, in mode "record-new"'

export function invalid(file: string, found: string, next: string, cause?: unknown): NixproofError {
  return new NixproofError('CASSETTE_INVALID', 'The cassette cannot be used', {
    wanted: `A cassette of version ${VERSION}, as it was recorded`,
    found,
    place: { file },
    next,
    cause,
  })
}

function parseText(file: string, text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw invalid(file, error instanceof Error ? error.message : String(error), RECORD_AGAIN, error)
  }
}

function ofAnotherVersion(file: string, version: number | undefined): NixproofError {
  if (version === undefined) return invalid(file, 'No version', RECORD_AGAIN)
  return version > VERSION
    ? invalid(file, `Version ${version}`, 'Update nixproof: a newer one recorded this cassette')
    : invalid(file, `Version ${version}`, RECORD_AGAIN)
}
