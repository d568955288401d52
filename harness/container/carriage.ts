import type { Socket } from 'node:net'
import type { Container } from 'dockerode'
import { createCarrierPool } from './carrier-pool.ts'
import type { Channel } from './channel.ts'
import { openChannels } from './channels.ts'
import { reachableAddresses, type SocketAddress } from './listening.ts'
import { channelsArgv } from './scripts.ts'

/** What carries connections from this machine to servers in a container. */
export interface Carriage {
  /**
   * Carries a connection to its end, which may come much later than this resolves.
   *
   * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST when that is not possible.
   */
  carry(client: Socket, target: SocketAddress): Promise<void>
  close(): void
}

/** Opens it: that goes on beside the program's start, and connections need not wait for it. */
export function openCarriage(container: Container): Carriage {
  let opening: Promise<Carriage> | undefined
  let closed = false

  function open(): Promise<Carriage> {
    const mine = openOne(container, forget)
    function forget(): void {
      if (opening === mine) opening = undefined
    }
    opening = mine
    mine.catch(forget)
    return mine
  }

  open().catch(() => {}) // The error is for the connection that needs it.
  return {
    async carry(client, target) {
      if (closed) throw new Error('The tunnel is closed')
      // A tutorial may have ended all processes: it is opened again then.
      const carriage = await (opening ?? open())
      await carriage.carry(client, target)
    },
    close() {
      closed = true
      opening?.then((carriage) => carriage.close()).catch(() => {})
    },
  }
}

async function openOne(container: Container, ended: () => void): Promise<Carriage> {
  const channels = await openChannels(container, channelsArgv('tunnel'))
  // An image that nixproof has not made has no Python for this, but bash.
  if (!channels.started) return createCarrierPool(container)
  channels.onceEnded(ended)
  return {
    async carry(client, { port, address }) {
      if (client.destroyed) return
      join(client, channels.open([port, ...reachableAddresses(address)].join(' ')))
    },
    close: () => channels.end(),
  }
}

/** Each end of the two is told what the other one does: that it has ended its side, or broke. */
function join(client: Socket, channel: Channel): void {
  client.pipe(channel).pipe(client)
  client.once('close', (broken) => {
    // Else all was said, and the server may still have to read some of it.
    if (broken || !client.readableEnded) channel.destroy()
  })
  channel.once('close', () => {
    if (!channel.readableEnded || !channel.writableFinished) client.resetAndDestroy()
  })
}
