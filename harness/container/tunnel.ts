import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { CarrierPool } from './carrier-pool.ts'
import type { SocketAddress } from './listening.ts'

/** A listener on this machine's loopback whose connections are carried into a container. */
export interface Tunnel {
  readonly port: number
  close(): Promise<void>
}

/** A browser and a test ask for one or two connections at a time. */
const SPARE_CARRIERS = 2

/** Opens the tunnel on a free port. It takes the pool over, and closes it in the end. */
export async function openTunnel(pool: CarrierPool, target: SocketAddress): Promise<Tunnel> {
  const clients = new Set<Socket>()
  // A client may end its side and wait for the answer.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    clients.add(client)
    client.once('close', () => clients.delete(client))
    client.on('error', () => client.destroy())
    void serve(client, pool, target)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  pool.fill(SPARE_CARRIERS)

  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      pool.close()
      const closed = server.listening ? once(server.close(), 'close') : undefined
      for (const client of clients) client.destroy()
      await closed
    },
  }
}

async function serve(client: Socket, pool: CarrierPool, target: SocketAddress): Promise<void> {
  try {
    const carrier = await pool.take()
    pool.fill(1)
    if (client.destroyed || (await carrier.carry(client, target))) pool.give(carrier)
  } catch {
    // The container or the engine is gone: calls to those say so, a connection can only break.
    client.resetAndDestroy()
  }
}
