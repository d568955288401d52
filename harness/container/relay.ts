import type { Duplex } from 'node:stream'
import type { Container } from 'dockerode'
import { NixproofError } from '../errors.ts'
import { Channel } from './channel.ts'
import { within } from './deadline.ts'
import { PROXY_PORT, PROXY_SOCKET, SOCKET_TARGET, type EgressPoint } from './egress.ts'
import { openExec } from './exec.ts'
import { createFrameParser } from './frames.ts'
import { createRelayParser, FRAME, type Frame } from './relay-frames.ts'
import { relayArgv } from './scripts.ts'

/** Carries connections that are made to the proxy's port in a container to the proxy. */
export interface Relay {
  close(): void
}

/** Python has started long before. */
const START_DEADLINE_MS = 10_000

/** @throws NixproofError CONTAINER_FAILED or ENGINE_LOST. */
export async function openRelay(container: Container, egress: EgressPoint): Promise<Relay> {
  const argv = relayArgv(PROXY_PORT, `${SOCKET_TARGET}/${PROXY_SOCKET}`)
  const { stream } = await openExec(container, { argv, input: true })
  const words = Promise.withResolvers<void>()
  const channels = new Map<number, Channel>()
  let said = ''
  let closed = false

  function receive({ type, channel: number, data }: Frame): void {
    if (type !== FRAME.open) return channels.get(number)?.receive(type, data)
    if (channels.has(number)) throw new Error('The container has opened a channel twice')
    const channel = new Channel(number, (parts, sent) => sendParts(stream, parts, sent))
    channels.set(number, channel)
    channel.once('close', () => channels.delete(number)).on('error', () => {})
    egress.accept(channel)
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
    if (READY.test(said)) words.resolve()
  })
  stream.on('error', () => {}).on('end', () => stream.destroy())
  stream.once('close', () => {
    words.resolve()
    for (const channel of channels.values()) channel.destroy()
    if (!closed && READY.test(said)) egress.lost(relayLost(said))
  })

  const close = (): void => {
    closed = true
    stream.destroy()
  }
  await within(words.promise, { timeoutMs: START_DEADLINE_MS })
  if (READY.test(said)) return { close }
  close()
  throw cannotStart(said)
}

const READY = /^(socket|streams)\n/
const MOST_WORDS = 4096

function sendParts(stream: Duplex, parts: readonly Buffer[], sent?: () => void): void {
  if (stream.destroyed) return
  if (parts.length === 0) return sent?.() // Streams write nothing now and then.
  stream.cork()
  for (const [index, part] of parts.entries()) {
    stream.write(part, index === parts.length - 1 ? sent : undefined)
  }
  stream.uncork()
}

function cannotStart(said: string): NixproofError {
  return new NixproofError('CONTAINER_FAILED', 'The container cannot be given its way out', {
    wanted: 'A program in the container that carries connections to the proxy',
    found: said.trim() || `It does not start within ${START_DEADLINE_MS / 1000} s`,
    next: 'Use an image that nixproof has made (ensureImage): it has the Python that this takes',
  })
}

function relayLost(said: string): NixproofError {
  return new NixproofError('CONTAINER_FAILED', 'The container has lost its way out', {
    wanted: 'The program that carries connections to the proxy runs until the container stops',
    found: said.replace(READY, '').trim() || 'It was ended',
    next: 'See whether a command ends all programs of the container, or none of its memory is left',
  })
}
