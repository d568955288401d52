/**
 * The frames of scripts/channel.py, which carries connections into a container and out of it: one
 * byte for the type, four for the channel, four for the length, then the data.
 */
export const FRAME = { open: 0, data: 1, end: 2, reset: 3, leave: 4 } as const
export type FrameType = (typeof FRAME)[keyof typeof FRAME]

/** Bytes of one channel that may be on their way to a side which has not taken them yet. */
export const WINDOW: number = 1 << 20
/** No side sends more at once. */
export const MAX_DATA: number = 1 << 16

const HEADER_BYTES = 9
const NOTHING = Buffer.alloc(0)

export interface Frame {
  readonly type: number
  readonly channel: number
  readonly data: Buffer
}

export function encodeHeader(type: FrameType, channel: number, length: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES)
  header.writeUInt8(type, 0)
  header.writeUInt32BE(channel, 1)
  header.writeUInt32BE(length, 5)
  return header
}

/** A frame that says how many bytes more the other side may send. */
export function encodeLeave(channel: number, bytes: number): Buffer {
  const amount = Buffer.allocUnsafe(4)
  amount.writeUInt32BE(bytes)
  return Buffer.concat([encodeHeader(FRAME.leave, channel, 4), amount])
}

/**
 * Takes a stream of frames apart. Data is passed on as it comes, uncopied: that of one frame may be
 * several here. What comes from a container is not trusted: a frame may be of any type.
 *
 * @throws Error when a frame says that it is longer than one can be.
 */
export function createRelayParser(): (chunk: Buffer) => Frame[] {
  let rest: Buffer = NOTHING
  let channel = 0
  let left = 0
  return function parse(chunk) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const frames: Frame[] = []
    let at = 0
    for (;;) {
      const data = bytes.subarray(at, at + left)
      if (data.length > 0) frames.push({ type: FRAME.data, channel, data })
      at += data.length
      left -= data.length
      if (bytes.length - at < HEADER_BYTES) break
      const type = bytes.readUInt8(at)
      const length = bytes.readUInt32BE(at + 5)
      if (length > MAX_DATA) throw new Error(`A frame of ${length} bytes came from the container`)
      const start = at + HEADER_BYTES
      if (type !== FRAME.data && bytes.length < start + length) break
      channel = bytes.readUInt32BE(at + 1)
      at = start
      if (type === FRAME.data) left = length
      else {
        at += length
        frames.push({ type, channel, data: bytes.subarray(start, at) })
      }
    }
    rest = bytes.subarray(at)
    return frames
  }
}
