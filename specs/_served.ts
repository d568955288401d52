import { once } from 'node:events'
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { buffer } from 'node:stream/consumers'
import { ExecaError } from 'execa'
import type { Origin, OriginRequest } from '../harness/origin/origin.ts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

export interface Served extends AsyncDisposable {
  /** An HTTP proxy on loopback: `http://HOST/…` asked of it is answered as `https://HOST/…`. */
  readonly url: string
  /** What origins threw, in order; the client got 502. */
  readonly errors: unknown[]
  get(url: string, options?: GetOptions): Promise<Answer>
}

interface GetOptions {
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
  readonly signal?: AbortSignal
}

/** Puts an origin behind real HTTP on loopback, as the proxy does, without its certificates. */
export async function serve(origin: Origin): Promise<Served> {
  const errors: unknown[] = []
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const gone = new AbortController()
    outgoing.once('close', () => gone.abort())
    try {
      const url = new URL((incoming.url ?? '').replace(/^http:/, 'https:'))
      const asked: OriginRequest = {
        method: incoming.method ?? 'GET',
        url,
        headers: incoming.headers,
        body: incoming,
        signal: gone.signal,
      }
      const answer = await origin.answer(asked)
      if (!answer) return void outgoing.writeHead(599).end('No origin')
      outgoing.writeHead(answer.status, answer.headers)
      if (
        answer.body === undefined ||
        typeof answer.body === 'string' ||
        Buffer.isBuffer(answer.body)
      ) {
        outgoing.end(answer.body)
      } else await pipeline(answer.body, outgoing)
    } catch (error) {
      if (!hasLeft(error)) errors.push(error)
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502).end(String(error))
    }
  }
  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    errors,
    get: (url, options = {}) => ask(port, url, options),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function ask(port: number, url: string, { body, ...options }: GetOptions): Promise<Answer> {
  const path = url.replace(/^https:/, 'http:')
  const client = request({ host: '127.0.0.1', port, path, agent: false, ...options })
  client.end(body)
  const [incoming] = (await once(client, 'response')) as [IncomingMessage]
  const bytes = await buffer(incoming)
  const { statusCode: status = 0, headers } = incoming
  return { status, headers, body: bytes, text: bytes.toString() }
}

/** A client goes away when it has all that was announced, before an origin may know of it. */
function hasLeft(error: unknown): boolean {
  if (error instanceof ExecaError) return error.isCanceled
  return (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE'
}
