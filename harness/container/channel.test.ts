import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Channel } from './channel.ts'
import { createRelayParser, FRAME, WINDOW, type Frame } from './relay-frames.ts'

/** A channel, and what it has sent. */
function open(): { channel: Channel; sent: Frame[]; bytes: () => number } {
  const sent: Frame[] = []
  const parse = createRelayParser()
  const channel = new Channel(3, (parts, done) => {
    for (const part of parts) sent.push(...parse(Buffer.from(part)))
    done?.()
  })
  const bytes = (): number =>
    sent.reduce((sum, { type, data }) => sum + (type === FRAME.data ? data.length : 0), 0)
  return { channel, sent, bytes }
}

function leave(bytes: number): Buffer {
  const data = Buffer.alloc(4)
  data.writeUInt32BE(bytes)
  return data
}

test('Channel sends no more than the other side has leave for', async () => {
  const { channel, bytes } = open()
  channel.end(Buffer.alloc(WINDOW + 100_000))
  expect(bytes()).toBe(WINDOW)
  channel.receive(FRAME.leave, leave(60_000))
  expect(bytes()).toBe(WINDOW + 60_000)
  channel.receive(FRAME.leave, leave(60_000))
  await once(channel, 'finish')
  expect(bytes()).toBe(WINDOW + 100_000)
})

test('Channel says that it has ended, after all else', async () => {
  const { channel, sent } = open()
  channel.end('last words')
  await once(channel, 'finish')
  expect(sent.map(({ type }) => type)).toEqual([FRAME.data, FRAME.end])
})

test('Channel gives leave for what was taken, and for no more', async () => {
  const { channel, sent } = open()
  const part = Buffer.alloc(65_536)
  for (let size = 0; size < WINDOW; size += part.length) channel.receive(FRAME.data, part)
  await turn()
  const given = (): number =>
    sent.reduce((sum, { type, data }) => sum + (type === FRAME.leave ? data.readUInt32BE() : 0), 0)
  expect(given()).toBe(0)
  channel.resume()
  await turn()
  expect(given()).toBe(WINDOW)
})

test.each([
  ['sends more than it may', FRAME.data, Buffer.alloc(WINDOW + 1)],
  ['cuts the connection', FRAME.reset, Buffer.alloc(0)],
  ['sends what nobody knows', 9, Buffer.alloc(0)],
])('Channel breaks when the other side %s, and says nothing', async (_, type, data) => {
  const { channel, sent } = open()
  channel.receive(type, data)
  const [error] = await once(channel, 'error')
  expect(error.code).toBe('ECONNRESET')
  expect(sent).toEqual([])
})

test('Channel tells the other side when it is destroyed before its end', async () => {
  const { channel, sent } = open()
  channel.destroy()
  await once(channel, 'close')
  expect(sent.map(({ type }) => type)).toEqual([FRAME.reset])
})
