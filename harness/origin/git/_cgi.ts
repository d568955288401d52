import { once } from 'node:events'
import type { OutgoingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { NixproofError } from '../../errors.ts'

/** More than this is no header. */
const LIMIT_BYTES = 64 * 1024

/**
 * Takes the header off the answer of a CGI program (RFC 3875, 6); the body stays in the stream.
 *
 * @throws NixproofError GIT_FAILED
 */
export async function readCgiHeader(
  stream: Readable,
): Promise<{ status: number; headers: OutgoingHttpHeaders }> {
  let bytes = Buffer.alloc(0)
  for (;;) {
    const chunk = stream.read() as Buffer | null
    if (chunk === null) {
      if (stream.readableEnded || stream.destroyed) throw noHeader('It ended before it')
      await Promise.race([once(stream, 'readable'), once(stream, 'end')])
      continue
    }
    bytes = Buffer.concat([bytes, chunk])
    const end = /\r?\n\r?\n/.exec(bytes.toString('latin1'))
    if (end) {
      const rest = bytes.subarray(end.index + end[0].length)
      if (rest.length > 0) stream.unshift(rest)
      return parse(bytes.toString('latin1', 0, end.index))
    }
    if (bytes.length > LIMIT_BYTES) throw noHeader('It has no end')
  }
}

function noHeader(found: string): NixproofError {
  return new NixproofError('GIT_FAILED', 'git http-backend gave no header', { found })
}

function parse(text: string): { status: number; headers: OutgoingHttpHeaders } {
  const headers: OutgoingHttpHeaders = {}
  let status = 200
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    if (name === 'status') status = Number.parseInt(value, 10)
    else headers[name] = value
  }
  return { status, headers }
}
