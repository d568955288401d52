import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import type { OriginRequest, OriginResponse } from '../origin.ts'
import { bodiesOf, keepBody, openBody } from './_bodies.ts'
import type { BodyReference, Recording } from './_format.ts'

/** The answer of a recording. */
export async function replay(
  directory: string,
  { method, headers: asked }: OriginRequest,
  { response }: Recording,
): Promise<OriginResponse> {
  const { status, headers, body } = response
  const { etag } = headers
  // Conditions are not recorded: a client that has it already is told so here (RFC 9110, 13.1.2).
  if (status === 200 && typeof etag === 'string' && asked['if-none-match'] === etag) {
    return { status: 304, headers: { etag } }
  }
  if (!body || method === 'HEAD') return { status, headers }
  const stream = await openBody(bodiesOf(directory), body)
  return { status, headers: { ...headers, 'content-length': body.bytes }, body: stream }
}

/**
 * A request as it is sent on while recording: without conditions, so that the whole answer comes and
 * not "you have it already", and without a wish for compression, so that what comes is good for any
 * client that asks later.
 */
export function unconditional(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { 'if-none-match': _, 'if-modified-since': __, 'if-range': ___, ...rest } = headers
  return { ...rest, 'accept-encoding': 'identity' }
}

/** Passes an answer on, and keeps its body on the way. `kept` is called when all of it is there. */
export async function keepResponse(
  directory: string,
  method: string,
  response: OriginResponse,
  kept: (body: BodyReference | undefined) => Promise<void>,
): Promise<OriginResponse> {
  const { status, headers = {}, body } = response
  if (body === undefined || method === 'HEAD' || status === 204 || status === 304) {
    await kept(undefined)
    return response
  }
  const source = body instanceof Readable ? body : Readable.from([Buffer.from(body)])
  const announced = headers['content-length']
  const length = announced === undefined ? undefined : Number(announced)
  return { ...response, body: keepBody(bodiesOf(directory), source, length, kept) }
}
