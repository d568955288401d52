import type { Duplex } from 'node:stream'

/**
 * What the other side says first; it can be read again afterwards.
 *
 * @returns Nothing in it when the other side was silent for so long; `undefined` when it left.
 */
export function firstBytes(connection: Duplex, waitMs: number): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>()
  const timer = setTimeout(() => settle(Buffer.alloc(0)), waitMs)
  const onReadable = (): void => {
    const first = connection.read() as Buffer | null
    if (first === null) return
    settle(first) // Before it is put back, which makes the stream readable once more.
    connection.unshift(first)
  }
  const onEnd = (): void => settle(undefined)
  function settle(first: Buffer | undefined): void {
    clearTimeout(timer)
    connection.off('readable', onReadable).off('end', onEnd).off('close', onEnd)
    resolve(first)
  }
  connection.on('readable', onReadable).once('end', onEnd).once('close', onEnd)
  return promise
}
