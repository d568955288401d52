import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Origin } from '../harness/origin/origin.ts'

/** A web server of a test's own on loopback, and an origin that takes every host for it. */
export interface Web extends AsyncDisposable {
  readonly origin: Origin
  /** `GET /path`, in order. */
  readonly seen: string[]
}

export async function startWeb(listener: RequestListener): Promise<Web> {
  const seen: string[] = []
  const server = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url}`)
    listener(incoming, outgoing)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    seen,
    origin: {
      name: 'the web of a test',
      async answer({ method, url, headers, body, signal }) {
        const path = `${url.pathname}${url.search}`
        const client = request({
          host: '127.0.0.1',
          port,
          method,
          path,
          headers,
          signal,
          agent: false,
        })
        // Not pipeline(): a server may answer and close before it is told that the body has ended.
        body.once('error', (error) => client.destroy(error)).pipe(client)
        const [response] = (await once(client, 'response')) as [IncomingMessage]
        return { status: response.statusCode ?? 0, headers: response.headers, body: response }
      },
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
