import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { invalid, RECORD_AGAIN, type BodyReference } from './_format.ts'

/** The folder of a cassette's bodies, each under its own hash: what comes twice is kept once. */
export function bodiesOf(directory: string): string {
  return join(directory, 'bodies')
}

/**
 * Passes a body on and keeps it. It is never whole in memory, and its file appears only when all of
 * it has come. The last piece is passed on after that: a client goes away when it has all of it.
 *
 * @param length What the sender announced, in bytes.
 * @param kept Is called before the last piece is passed on; not at all for a body that broke off.
 */
export function keepBody(
  bodies: string,
  source: Readable,
  length: number | undefined,
  kept: (body: BodyReference | undefined) => Promise<void>,
): Readable {
  const copy = Readable.from(copying(bodies, source, length, kept), { objectMode: false })
  // A generator that was never started has nothing to clean up, not even its source.
  return copy.once('close', () => source.destroy())
}

async function* copying(
  bodies: string,
  source: Readable,
  length: number | undefined,
  kept: (body: BodyReference | undefined) => Promise<void>,
): AsyncGenerator<Buffer> {
  const temporary = join(bodies, `.${randomUUID()}`)
  const file = await open(temporary, 'wx')
  const hash = createHash('sha256')
  let bytes = 0
  let last: Buffer | undefined
  try {
    for await (const chunk of source as AsyncIterable<Buffer | string>) {
      const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      hash.update(buffer)
      bytes += buffer.length
      await file.writeFile(buffer)
      if (last) yield last
      last = buffer
    }
    if (length !== undefined && bytes !== length) {
      throw new Error(`The body broke off: ${bytes} bytes came of ${length}`)
    }
    const sha256 = hash.digest('hex')
    if (bytes > 0) await rename(temporary, join(bodies, sha256))
    await kept(bytes > 0 ? { sha256, bytes } : undefined)
  } finally {
    await file.close()
    await rm(temporary, { force: true })
  }
  if (last) yield last
}

/**
 * A body as it was recorded.
 *
 * @throws NixproofError CASSETTE_INVALID when its file is missing, or holds something else.
 */
export async function openBody(
  bodies: string,
  { sha256, bytes }: BodyReference,
): Promise<Readable> {
  const file = join(bodies, sha256)
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash).catch((error: Error) => {
    throw invalid(file, error.message, RECORD_AGAIN, error)
  })
  const found = hash.digest('hex')
  if (found !== sha256) {
    throw invalid(file, `Other contents than were recorded: their sha256 is ${found}`, RECORD_AGAIN)
  }
  return createReadStream(file, { end: bytes - 1 })
}

/** Removes bodies that no recording has any more, and parts of those that broke off. */
export async function removeBodiesExcept(
  bodies: string,
  wanted: ReadonlySet<string>,
): Promise<void> {
  const names = await readdir(bodies).catch(() => [])
  const gone = names.filter((name) => !wanted.has(name))
  await Promise.all(gone.map((name) => rm(join(bodies, name), { force: true })))
}
