import { expect, test } from 'vitest'
import {
  createRelayParser,
  encodeHeader,
  encodeLeave,
  FRAME,
  MAX_DATA,
  type Frame,
} from './relay-frames.ts'

const STREAM = Buffer.concat([
  encodeHeader(FRAME.open, 1, 0),
  encodeHeader(FRAME.data, 1, 5),
  Buffer.from('hello'),
  encodeLeave(1, 70_000),
  encodeHeader(FRAME.end, 4_000_000_000, 0),
])
const FRAMES = [
  { type: FRAME.open, channel: 1, data: Buffer.alloc(0) },
  { type: FRAME.data, channel: 1, data: Buffer.from('hello') },
  { type: FRAME.leave, channel: 1, data: Buffer.from([0, 1, 17, 112]) },
  { type: FRAME.end, channel: 4_000_000_000, data: Buffer.alloc(0) },
]

/** Data may come in parts. */
function joinData(frames: readonly Frame[], frame: Frame): Frame[] {
  const last = frames.at(-1)
  if (last?.type !== FRAME.data || frame.type !== FRAME.data || last.channel !== frame.channel) {
    return [...frames, frame]
  }
  return [...frames.slice(0, -1), { ...last, data: Buffer.concat([last.data, frame.data]) }]
}

test.each([1, 2, 7, 10, 1000])(
  'createRelayParser() takes frames out of parts of %i bytes',
  (size) => {
    const parse = createRelayParser()
    const frames: Frame[] = []
    for (let at = 0; at < STREAM.length; at += size)
      frames.push(...parse(STREAM.subarray(at, at + size)))
    expect(frames.reduce<readonly Frame[]>(joinData, [])).toEqual(FRAMES)
  },
)

test('createRelayParser() throws on a frame that is longer than one can be', () => {
  const parse = createRelayParser()
  expect(() => parse(encodeHeader(FRAME.data, 1, MAX_DATA + 1))).toThrow('65537 bytes')
})
