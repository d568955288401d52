import { expect, test } from 'vitest'
import { createFrameParser } from './frames.ts'

function frame(stream: 1 | 2, text: string): Buffer {
  const data = Buffer.from(text)
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(data.length, 4)
  return Buffer.concat([header, data])
}

function read(chunks: readonly Buffer[]): Record<string, string> {
  const parse = createFrameParser()
  const all: Record<string, string> = { stdout: '', stderr: '' }
  for (const { stream, data } of chunks.flatMap(parse)) all[stream] += data.toString()
  return all
}

const wire = Buffer.concat([frame(1, 'one'), frame(2, 'error'), frame(1, ''), frame(1, 'two')])

test('createFrameParser() separates the streams', () => {
  expect(read([wire])).toEqual({ stdout: 'onetwo', stderr: 'error' })
})

test('createFrameParser() does not care where chunks are cut', () => {
  for (let cut = 0; cut <= wire.length; cut += 1) {
    expect(read([wire.subarray(0, cut), wire.subarray(cut)])).toEqual(read([wire]))
  }
  const bytes = Array.from(wire, (_, at) => wire.subarray(at, at + 1))
  expect(read(bytes)).toEqual(read([wire]))
})

test('createFrameParser() passes on a long frame before it is whole', () => {
  const parse = createFrameParser()
  const long = frame(1, 'x'.repeat(1000))
  expect(parse(long.subarray(0, 108))[0]?.data.length).toBe(100)
})
