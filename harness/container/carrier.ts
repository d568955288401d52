import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Container } from 'dockerode'
import { openExec } from './exec.ts'
import { createFrameParser } from './frames.ts'
import { createLineSplitter } from './lines.ts'
import { reachableAddresses, type SocketAddress } from './listening.ts'
import { scriptArgv } from './scripts.ts'

/** An engine exec that carries connections into the container, one after the other. */
export interface Carrier {
  /** Carries one connection to its end; resolves to whether the next one can be carried. */
  carry(client: Socket, target: SocketAddress): Promise<boolean>
  onceClosed(listener: () => void): void
  destroy(): void
}

interface Load {
  readonly client: Socket
  readonly over: (again: boolean) => void
  received: number
  /** How much the server has sent, once it has sent all. */
  total: number | undefined
}

/**
 * A client that has ended its side may still wait for an answer, or be gone: TCP does not tell. It
 * is taken for gone when nothing has come for it for so long.
 */
const HALF_OPEN_MS = 10_000
/** For a client to close its side after the server has closed. */
const LINGER_MS = 1000

export async function openCarrier(container: Container): Promise<Carrier> {
  const token = randomUUID()
  const { stream } = await openExec(container, {
    argv: scriptArgv('carry', token),
    env: { LC_ALL: 'C' }, // The script reads what "dd" says.
    input: true,
  })
  stream.unref() // A connection keeps a process of ours alive, and what waits for it does not.
  let load: Load | undefined

  const control = createLineSplitter((line) => {
    const [word, bytes] = line.split(' ')
    if (load && word === 'done') load.total = Number(bytes)
    if (load && word === 'refused') finish(load, true, (client) => client.resetAndDestroy())
  })

  function receive({ client }: Load, data: Buffer): void {
    if (client.destroyed || client.write(data)) return
    stream.pause()
    client.once('drain', () => stream.resume())
  }

  function finish({ client, over }: Load, again: boolean, close: (client: Socket) => void): void {
    load = undefined
    client.unpipe(stream)
    client.resume() // Whatever it still sends, nobody wants.
    close(client)
    over(again)
  }

  const parse = createFrameParser()
  stream.on('data', (chunk: Buffer) => {
    for (const part of parse(chunk)) {
      if (part.stream === 'stderr') control.push(part.data.toString())
      else if (load) {
        load.received += part.data.length
        receive(load, part.data)
      }
    }
    if (load && load.received === load.total) finish(load, true, endGently)
  })
  stream.on('error', () => stream.destroy()).on('end', () => stream.destroy())
  stream.once('close', () => {
    if (load) finish(load, false, (client) => client.resetAndDestroy())
  })

  return {
    carry(client, target) {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      if (stream.destroyed) {
        client.resetAndDestroy()
        return Promise.resolve(false)
      }
      const mine: Load = { client, over: resolve, received: 0, total: undefined }
      load = mine
      client.once('close', () => {
        stream.resume()
        if (load === mine) stream.destroy() // The server may have more to say, and nobody listens.
      })
      client.once('end', () => client.setTimeout(HALF_OPEN_MS, () => client.destroy()))
      // The empty line ends what an earlier client may have left behind.
      stream.write(`\n${token} ${target.port} ${reachableAddresses(target.address).join(' ')}\n`)
      client.pipe(stream, { end: false })
      return promise
    },
    onceClosed(listener) {
      if (stream.destroyed) listener()
      else stream.once('close', listener)
    },
    destroy: () => void stream.destroy(),
  }
}

function endGently(client: Socket): void {
  client.end()
  client.setTimeout(LINGER_MS, () => client.destroy())
}
