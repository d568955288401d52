import type { Socket } from 'node:net'
import { Readable } from 'node:stream'

/** What a program reads on its standard input. A stream is read until the program has ended. */
export type Input = string | Uint8Array | Readable

/**
 * Writes an input and its end to a program, as fast as that reads.
 *
 * @returns Never resolves; rejects when the input itself breaks.
 */
export function feed(stream: Socket, input: Input): Promise<never> {
  const source = input instanceof Readable ? input : Readable.from([Buffer.from(input)])
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {}) // A program may have ended before, and nobody cares any more.
  if (source.destroyed) reject(source.errored ?? new Error('The stream of the input is destroyed'))
  source.once('error', reject)
  // A program need not read all that there is.
  stream.once('close', () => source.destroy())
  source.pipe(stream)
  return promise
}
