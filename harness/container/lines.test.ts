import { expect, test } from 'vitest'
import { createLineSplitter } from './lines.ts'

function split(chunks: readonly string[]): string[] {
  const lines: string[] = []
  const splitter = createLineSplitter((line) => lines.push(line))
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return lines
}

test('createLineSplitter() gives whole lines, and the last one without an end', () => {
  expect(split(['on', 'e\n\ntw', 'o\nthree'])).toEqual(['one', '', 'two', 'three'])
  expect(split(['one\n'])).toEqual(['one'])
})

test('createLineSplitter() passes on a line without end in pieces', () => {
  const pieces = split(Array.from({ length: 20 }, () => 'x'.repeat(10_000)))
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.join('').length).toBe(200_000)
})
