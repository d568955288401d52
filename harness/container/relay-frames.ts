/**
 * The frames of scripts/relay.py, which carries connections out of a container: one byte for the
 * type, four for the channel, four for the length, then the data.
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
 * Takes a stream of frames apart. What comes from a container is not trusted: a frame may be of
 * any type.
 *
 * @throws Error when a frame says that it is longer than one can be.
 */
export function createRelayParser(): (chunk: Buffer) => Frame[] {
  let rest: Buffer = NOTHING
  return function parse(chunk) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const frames: Frame[] = []
    let at = 0
    while (bytes.length - at >= HEADER_BYTES) {
      const length = bytes.readUInt32BE(at + 5)
      if (length > MAX_DATA) throw new Error(`A frame of ${length} bytes came from the container`)
      const end = at + HEADER_BYTES + length
      if (bytes.length < end) break
      frames.push({
        type: bytes.readUInt8(at),
        channel: bytes.readUInt32BE(at + 1),
        data: bytes.subarray(at + HEADER_BYTES, end),
      })
      at = end
    }
    rest = bytes.subarray(at)
    return frames
  }
}
