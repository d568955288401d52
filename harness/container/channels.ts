import type { Duplex } from 'node:stream'
import type { Container } from 'dockerode'
import { Channel } from './channel.ts'
import { within } from './deadline.ts'
import { openExec } from './exec.ts'
import { createFrameParser } from './frames.ts'
import { createRelayParser, encodeHeader, FRAME, type Frame } from './relay-frames.ts'

/** Many connections over one exec: the host's side of scripts/channels.py. */
export interface Channels {
  /** False when the program could not be started, or was not within 10 s. */
  readonly started: boolean
  /** What the program has written to standard error. */
  said(): string
  /**
   * Opens a connection in the container.
   *
   * @param target The port, then the addresses to try, with a space between them.
   */
  open(target: string): Channel
  /** Calls back when the program has ended, all channels with it, or at once if it has already. */
  onceEnded(listener: () => void): void
  end(): void
}

const START_DEADLINE_MS = 10_000
const MOST_WORDS = 4096
const STARTED = /^(socket|streams)\n/

/**
 * @param accept Takes what a program in the container has opened.
 * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST.
 */
export async function openChannels(
  container: Container,
  argv: readonly string[],
  accept?: (channel: Channel) => void,
): Promise<Channels> {
  const { stream } = await openExec(container, { argv, input: true })
  stream.unref() // Connections keep a process of ours alive, and what waits for them does not.
  const words = Promise.withResolvers<void>()
  const channels = new Map<number, Channel>()
  let opened = 0
  let said = ''

  function add(number: number): Channel {
    const channel = new Channel(number, (parts, sent) => sendParts(stream, parts, sent))
    channels.set(number, channel)
    return channel.once('close', () => channels.delete(number)).on('error', () => {})
  }

  function receive({ type, channel: number, data }: Frame): void {
    if (type !== FRAME.open) return channels.get(number)?.receive(type, data)
    if (!accept || channels.has(number)) throw new Error(`Channel ${number} cannot be opened`)
    accept(add(number))
  }

  const parse = createFrameParser()
  const parseRelay = createRelayParser()
  stream.on('data', (chunk: Buffer) => {
    try {
      for (const { stream: name, data } of parse(chunk)) {
        if (name === 'stdout') parseRelay(data).forEach(receive)
        else if (said.length < MOST_WORDS) said += data.toString()
      }
    } catch (error) {
      stream.destroy(error as Error) // What comes from a container is not trusted.
    }
    if (STARTED.test(said)) words.resolve()
  })
  stream.on('error', () => {}).on('end', () => stream.destroy())
  stream.once('close', () => {
    words.resolve()
    for (const channel of channels.values()) channel.destroy()
  })

  await within(words.promise, { timeoutMs: START_DEADLINE_MS })
  const started = STARTED.test(said)
  if (!started) stream.destroy()
  return {
    started,
    said: () => said.replace(STARTED, '').trim(),
    open(target) {
      opened += 1
      const channel = add(opened)
      const data = Buffer.from(target)
      sendParts(stream, [encodeHeader(FRAME.open, opened, data.length), data])
      if (stream.destroyed) channel.destroy()
      return channel
    },
    onceEnded(listener) {
      if (stream.closed) listener()
      else stream.once('close', listener)
    },
    end: () => void stream.destroy(),
  }
}

function sendParts(stream: Duplex, parts: readonly Buffer[], sent?: () => void): void {
  if (stream.destroyed) return
  if (parts.length === 0) return sent?.() // Streams write nothing now and then.
  stream.cork()
  for (const [index, part] of parts.entries()) {
    stream.write(part, index === parts.length - 1 ? sent : undefined)
  }
  stream.uncork()
}
