export type StreamName = 'stdout' | 'stderr'

/** A part of what a program wrote; frames of the wire may arrive in several. */
export interface Part {
  readonly stream: StreamName
  readonly data: Buffer
}

const HEADER_BYTES = 8
const STDERR = 2

/**
 * Takes apart the stream of an exec without a terminal, where the engine sends stdout and stderr
 * in frames: one byte for the stream, three empty ones, four for the length, then the data.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 *
 * docker-modem's own `demuxStream` copies everything that is pending for each chunk and knows no
 * back pressure.
 */
export function createFrameParser(): (chunk: Buffer) => Part[] {
  const header = Buffer.alloc(HEADER_BYTES)
  let known = 0
  let left = 0

  return function parse(chunk) {
    const parts: Part[] = []
    let at = 0
    while (at < chunk.length) {
      if (left === 0) {
        const taken = chunk.copy(header, known, at, at + HEADER_BYTES - known)
        at += taken
        known += taken
        if (known < HEADER_BYTES) break
        known = 0
        left = header.readUInt32BE(4)
        continue
      }
      const data = chunk.subarray(at, at + left)
      at += data.length
      left -= data.length
      parts.push({ stream: header[0] === STDERR ? 'stderr' : 'stdout', data })
    }
    return parts
  }
}
