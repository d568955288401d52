import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { OriginResponse } from './origin.ts'

/** What is told before the program can notice it. */
export interface Watcher {
  /** The size of each part. */
  bytes(count: number): void
  /** All of the body has come. */
  whole(): void
  /** The body fails. */
  fault(cause: unknown): void
}

/**
 * Sends an answer as it comes, no faster than it is taken.
 *
 * @throws Error when the body fails, or is not as long as its headers say. The connection has to be
 *   cut then: the program must not take what it has for the whole.
 */
export async function sendBody(
  response: ServerResponse,
  method: string,
  { status, headers = {}, body }: OriginResponse,
  watcher: Watcher,
): Promise<void> {
  const bodiless = method === 'HEAD' || status === 204 || status === 304
  const whole = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : undefined
  const wanted = lengthOf(headers) ?? whole?.length
  response.writeHead(status, {
    ...headers,
    ...(whole && !bodiless && { 'content-length': wanted }),
  })
  if (bodiless || body === undefined) {
    if (body instanceof Readable) body.destroy()
    if (!bodiless && (wanted ?? 0) > 0) throw tooShort(0, wanted ?? 0)
    watcher.whole()
    return void response.end()
  }
  const source = whole ? Readable.from(cut(whole), { objectMode: false }) : (body as Readable)
  const measured = measure(wanted, watcher)
  // The pipeline cuts the connection, and listens for these after us.
  for (const part of [source, measured]) part.once('error', (cause) => watcher.fault(cause))
  source.once('close', () => {
    if (!source.readableEnded && !source.errored) watcher.fault(new Error('The body breaks off'))
  })
  await pipeline(source, measured, response)
}

/** Lets through as much as was promised, and fails on less and on more. */
function measure(wanted: number | undefined, watcher: Watcher): Transform {
  let count = 0
  return new Transform({
    highWaterMark: HIGH_WATER_MARK,
    transform(chunk: Buffer, _, done) {
      count += chunk.length
      watcher.bytes(chunk.length)
      if (wanted !== undefined && count > wanted)
        done(new Error(`The body is longer than ${wanted} bytes`))
      else done(null, chunk)
    },
    flush(done) {
      if (wanted !== undefined && count < wanted) return done(tooShort(count, wanted))
      watcher.whole()
      done()
    },
  })
}

const HIGH_WATER_MARK = 262_144

function* cut(whole: Buffer): Generator<Buffer> {
  for (let at = 0; at < whole.length; at += HIGH_WATER_MARK) {
    yield whole.subarray(at, at + HIGH_WATER_MARK)
  }
}

function tooShort(count: number, wanted: number): Error {
  return new Error(`The body ends after ${count} of ${wanted} bytes`)
}

function lengthOf(headers: OutgoingHttpHeaders): number | undefined {
  const length = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-length')
  return length === undefined ? undefined : Number(length[1])
}
