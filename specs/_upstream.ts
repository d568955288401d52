import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { connect, createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { callbackify } from 'node:util'
import { createAuthority } from '../harness/origin/authority.ts'

/** A web server of the spec's own on this machine's loopback, with an authority that nobody knows. */
export interface Upstream extends AsyncDisposable {
  readonly http: string
  readonly https: string
  /** In PEM. */
  readonly certificate: string
}

export async function openUpstream(handle: RequestListener): Promise<Upstream> {
  const authority = await createAuthority()
  const web = createServer(handle)
  const secureContext = await authority.contextFor('127.0.0.1')
  const tls = createTcp((socket) => {
    socket.on('error', () => {})
    const end = new TLSSocket(socket, {
      isServer: true,
      SNICallback: callbackify((name: string) => authority.contextFor(name)),
      secureContext,
    })
    end.on('error', () => {}).once('secure', () => web.emit('connection', end))
  })
  const http = await listen(web)
  const https = await listen(tls)
  return {
    http: `http://127.0.0.1:${http}`,
    https: `https://127.0.0.1:${https}`,
    certificate: authority.certificate,
    async [Symbol.asyncDispose]() {
      web.closeAllConnections()
      web.close()
      tls.close()
    },
  }
}

/** A proxy as companies have them: every host leads to the upstream, and every request is noted. */
export async function openUserProxy(
  { http, https }: Upstream,
  asked: string[],
): Promise<AsyncDisposable & { url: string }> {
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`)
    void fetch(http + new URL(request.url!).pathname)
      .then((answer) => answer.text())
      .then((text) => response.end(text))
  })
  proxy.on('connect', (request, client: Duplex) => {
    asked.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`)
    const server = connectTo(https)
    client.write('HTTP/1.1 200 OK\r\n\r\n')
    client.on('error', () => server.destroy()).pipe(server)
    server.on('error', () => client.destroy()).pipe(client)
  })
  const port = await listen(proxy)
  return {
    url: `http://user:word@127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections()
      proxy.close()
    },
  }
}

function connectTo(url: string) {
  return connect(Number(new URL(url).port), '127.0.0.1')
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
