import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { callbackify } from 'node:util'
import { within } from '../container/deadline.ts'
import { answer, type Answering } from './answer.ts'
import type { Authority } from './authority.ts'
import { isAuthorized } from './credentials.ts'
import { carryThrough } from './_carry-through.ts'
import { firstBytes } from './_first-bytes.ts'
import { caNotTrusted, notTls } from './policy.ts'

export interface ProxyOptions extends Omit<Answering, 'signal'> {
  readonly authority: Authority
  /** `USER:PASSWORD` */
  readonly credentials: string
  /** Addresses, `HOST:PORT`, that connections are carried to as they are. Default: none. */
  readonly through?: ReadonlySet<string>
}

/** An HTTP proxy that ends all TLS itself, and asks origins instead of the network. */
export interface Proxy extends AsyncDisposable {
  /** Takes a connection that a program has made to it. */
  accept(connection: Duplex): void
  /**
   * Waits until all is found that programs which have ended by now did: one that does not trust the
   * authority says so as it leaves, and may be gone before that has arrived here.
   */
  settled(): Promise<void>
  /** Listens on a Unix socket, and nowhere else. */
  readonly server: Server
}

/** For what a program has said to arrive; one that still runs may say nothing for longer. */
const SETTLE_MS = 2000
/** The first byte of a TLS handshake: https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const TLS_HANDSHAKE = 0x16
const MOST_HEADER_BYTES = 65_536

export function createProxy({
  authority,
  credentials,
  through,
  ...answering
}: ProxyOptions): Proxy {
  const closing = new AbortController()
  const connections = new Set<Duplex>()
  const handshakes = new Set<Promise<void>>()
  const context = { ...answering, signal: closing.signal }
  const { record, idleMs } = answering

  // What programs speak to the proxy, and what they speak inside of TLS that ends here.
  const outer = makeServer((request, response) => {
    if (!isAuthorized(request.headers['proxy-authorization'], credentials)) {
      return void response.writeHead(407, CHALLENGE).end(WHO_ARE_YOU)
    }
    const url = absoluteUrl(request.url)
    if (url) return void answer(context, request, response, url)
    response.writeHead(400).end('nixproof: This is a proxy. Ask it for a whole URL\n')
  })
  const bases = new WeakMap<object, string>()
  const inner = makeServer((request, response) => {
    const url = URL.parse(request.url ?? '/', bases.get(request.socket))
    if (url) void answer(context, request, response, url)
    else response.writeHead(400).end('nixproof: This is no path\n')
  })

  function keep(connection: Duplex): void {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
    connection.on('error', () => connection.destroy())
  }

  outer.on('connection', keep)
  outer.on('connect', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    if (!isAuthorized(request.headers['proxy-authorization'], credentials)) {
      return void connection.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${HEADERS}\r\n`)
    }
    const { url = '' } = request
    if (through?.has(url)) {
      carryThrough(connection, head, url, (error) => record.find(error, 'CONNECT', url), keep)
      return
    }
    const target = URL.parse(`https://${request.url}`)
    if (!target?.hostname) return void connection.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    connection.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (head.length > 0) connection.unshift(head)
    const handshake = endTls(connection, target, request.url ?? '')
    handshakes.add(handshake)
    void handshake.finally(() => handshakes.delete(handshake))
  })

  /** Resolves when its client has said whether it trusts what it was shown, or has left. */
  async function endTls(connection: Duplex, target: URL, authorityName: string): Promise<void> {
    const first = await firstBytes(connection, idleMs)
    if (first === undefined) return // It left without a word.
    if (first[0] !== TLS_HANDSHAKE) {
      record.find(notTls(authorityName, first), 'CONNECT', authorityName)
      return void connection.destroy()
    }
    const host = target.hostname.replace(/^\[|\]$/g, '')
    const tls = new TLSSocket(connection, {
      isServer: true,
      secureContext: await authority.contextFor(host),
      SNICallback: callbackify((name: string) => authority.contextFor(name || host)),
      ALPNProtocols: ['http/1.1'],
    })
    const { promise: done, resolve: finish } = Promise.withResolvers<void>()
    keep(tls)
    tls.setTimeout(idleMs, () => tls.destroy())
    tls.once('secure', () => {
      tls.setTimeout(0)
      bases.set(tls, target.href)
      inner.emit('connection', tls)
      finish()
    })
    tls.on('error', (error) => {
      if (/alert (unknown ca|bad certificate)|certificate unknown/.test(error.message)) {
        record.find(caNotTrusted(authorityName, error.message), 'CONNECT', authorityName)
      }
    })
    tls.once('close', finish)
    return done
  }

  return {
    server: outer,
    accept: (connection) => void outer.emit('connection', connection),
    settled: async () =>
      void (await within(Promise.allSettled(handshakes), { timeoutMs: SETTLE_MS })),
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('The proxy is closed'))
      const closed = outer.listening && new Promise((resolve) => outer.close(resolve))
      for (const connection of connections) connection.destroy()
      await closed
    },
  }
}

const HEADERS =
  'Proxy-Authenticate: Basic realm="nixproof"\r\nContent-Length: 0\r\nConnection: close\r\n'
const CHALLENGE = { 'proxy-authenticate': 'Basic realm="nixproof"', connection: 'close' }
const WHO_ARE_YOU = 'nixproof: This proxy serves one run, whose containers know its password\n'

function makeServer(
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  // How long a request may take is a matter of the idle timer alone.
  const server = createServer(
    { maxHeaderSize: MOST_HEADER_BYTES, requestTimeout: 0, keepAliveTimeout: 60_000 },
    onRequest,
  )
  server.on('clientError', (_, connection) => connection.destroy())
  return server
}

function absoluteUrl(text: string | undefined): URL | undefined {
  const url = text === undefined ? null : URL.parse(text)
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}
