import { createHash, randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { OriginRequest } from '../origin.ts'

/** A request's body that was read to its end, and can be read again. */
export interface ReadBody {
  /** `undefined` when there was no body. */
  readonly sha256: string | undefined
  readonly body: Readable
}

/**
 * Reads the body of a request to know what is asked for.
 *
 * @param keep Where the body is put meanwhile, in a file without a name, so that it can be sent on;
 *   `undefined` when it is not sent on.
 */
export async function readRequestBody(
  { headers, body, signal }: OriginRequest,
  keep: string | undefined,
): Promise<ReadBody> {
  const announced = Number(headers['content-length'] ?? 0) > 0
  if (!announced && headers['transfer-encoding'] === undefined) return { sha256: undefined, body }
  const hash = createHash('sha256')
  if (keep === undefined) {
    for await (const chunk of body as AsyncIterable<Buffer>) hash.update(chunk)
    return { sha256: hash.digest('hex'), body: Readable.from([]) }
  }
  const path = join(keep, `.${randomUUID()}`)
  const file = await open(path, 'wx+')
  try {
    await rm(path)
    for await (const chunk of body as AsyncIterable<Buffer>) {
      hash.update(chunk)
      await file.writeFile(chunk)
    }
  } catch (error) {
    await file.close()
    throw error
  }
  const again = file.createReadStream({ start: 0 })
  // The file goes with the request, also where nobody reads it.
  signal.addEventListener('abort', () => again.destroy(), { once: true })
  return { sha256: hash.digest('hex'), body: again }
}
