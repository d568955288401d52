import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Carriage } from './carriage.ts'
import type { SocketAddress } from './listening.ts'

/** Listeners on this machine's loopback, of one server, whose connections are carried to it. */
export interface Tunnel {
  /** Opens a listener that leads to an address in the container; resolves to its port. */
  lead(target: SocketAddress): Promise<number>
  /** Closes them with their connections; what carries them stays for others. */
  close(): Promise<void>
}

export function openTunnel(carriage: Carriage): Tunnel {
  const clients = new Set<Socket>()
  const servers: Server[] = []

  async function serve(client: Socket, target: SocketAddress): Promise<void> {
    clients.add(client)
    client.once('close', () => clients.delete(client))
    client.on('error', () => client.destroy())
    try {
      await carriage.carry(client, target)
    } catch {
      // The container or the engine is gone: calls to those say so, a connection can only break.
      client.resetAndDestroy()
    }
  }

  return {
    async lead(target) {
      // Each side of a connection may end before the other.
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
        void serve(client, target)
      })
      servers.push(server)
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    },
    async close() {
      const open = servers.filter((server) => server.listening)
      const closed = open.map((server) => once(server.close(), 'close'))
      for (const client of clients) client.destroy()
      await Promise.all(closed)
    },
  }
}
