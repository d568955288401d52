import type { IncomingMessage, ServerResponse } from 'node:http'
import { NixproofError } from '../errors.ts'
import { sendBody, type Watcher } from './_send-body.ts'
import { startIdleTimer } from './idle.ts'
import type { Origin, OriginResponse } from './origin.ts'
import { blocked, originFailed, originTimeout } from './policy.ts'
import { publicUrl, type EgressRecord } from './record.ts'

export interface Answering {
  readonly origins: readonly Origin[]
  readonly record: EgressRecord
  /** Milliseconds that an origin may be silent. */
  readonly idleMs: number
  /** Aborts when the proxy closes. */
  readonly signal: AbortSignal
}

/** Only for the hop between the program and us: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const GONE = new Error('The program that asked has gone')

/** Asks the origins in order, and sends what the first one answers. Never rejects. */
export async function answer(
  { origins, record, idleMs, signal }: Answering,
  incoming: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const startedAt = performance.now()
  const method = incoming.method ?? 'GET'
  const shown = publicUrl(url)
  const what = `${method} ${shown}`
  const stop = new AbortController()
  const silent = Promise.withResolvers<never>()
  silent.promise.catch(() => {})
  let asked = 'The proxy'
  let answered: string | undefined
  let bytes = 0

  const timer = startIdleTimer(
    idleMs,
    () => response.writableNeedDrain,
    () => {
      const error = originTimeout(asked, what, idleMs)
      tell(error)
      if (response.headersSent) settle()
      silent.reject(error)
      stop.abort(error)
    },
  )
  let told = false
  let settled = false

  /** Findings and exchanges are there before the program knows: whoever runs it may look at once. */
  function tell(cause: unknown): NixproofError {
    const error =
      cause instanceof NixproofError ? cause : originFailed(asked, what, messageOf(cause), cause)
    if (!told) record.find(error, method, shown)
    told = true
    return error
  }

  function settle(): void {
    if (settled) return
    settled = true
    const status = response.headersSent ? response.statusCode : undefined
    const durationMs = Math.round(performance.now() - startedAt)
    record.add({ method, url: shown, origin: answered, status, bytes, durationMs })
  }

  const watcher: Watcher = {
    bytes(count) {
      bytes += count
      timer.progress()
    },
    whole: settle,
    fault(cause) {
      if (settled || isLeft()) return
      tell(cause)
      settle()
    },
  }

  /** Whether nobody is there to be told. */
  const isLeft = (): boolean => stop.signal.reason === GONE || signal.aborted

  const gone = (): void => {
    // An answer that was cut because its origin failed has an error; a program that left has none.
    if (!response.writableFinished && !response.errored) stop.abort(GONE)
  }
  response.once('close', gone)
  const request = {
    method,
    url,
    headers: withoutHops(incoming.headers),
    body: incoming,
    signal: AbortSignal.any([stop.signal, signal]),
  }

  async function ask(): Promise<OriginResponse> {
    for (const origin of origins) {
      asked = origin.name
      // oxlint-disable-next-line no-await-in-loop -- the first answer wins
      const given = await Promise.race([origin.answer(request), silent.promise])
      if (given) {
        answered = origin.name
        return given
      }
    }
    throw blocked(
      method,
      url,
      origins.map(({ name }) => name),
    )
  }

  try {
    incoming.on('data', () => timer.progress()).pause() // Progress is seen when the origin reads.
    const given = await ask()
    if (given.status === 429 || given.status >= 500) {
      record.find(
        originFailed(asked, what, `It answers with status ${given.status}`),
        method,
        shown,
      )
    }
    for (const name of HOP_BY_HOP) delete given.headers?.[name]
    const sending = sendBody(response, method, given, watcher)
    await Promise.race([sending, silent.promise])
  } catch (cause) {
    if (!isLeft()) refuse(response, tell(cause), settle)
  } finally {
    timer.stop()
    settle()
    stop.abort()
  }
}

/** Says why, or cuts the connection when an answer has begun. */
function refuse(response: ServerResponse, error: NixproofError, settle: () => void): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const status = error.code === 'EGRESS_BLOCKED' ? 403 : isTimeout(error) ? 504 : 502
  const text = `nixproof: ${error.message}\n`
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    // The request's body may not have been read.
    connection: 'close',
  })
  settle()
  response.end(text)
}

function isTimeout(error: unknown): boolean {
  return error instanceof NixproofError && error.code === 'ORIGIN_TIMEOUT'
}

function withoutHops(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const own = headers.connection?.toLowerCase().split(/\s*,\s*/) ?? []
  const drop = new Set([...HOP_BY_HOP, ...own])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !drop.has(name)))
}

function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}
