import { describe, expect, test } from 'vitest'
import { TypedOutput } from './typed-output.ts'

describe('TypedOutput', () => {
  test('lines() has both streams in their order, also a last line without its end', () => {
    const output = new TypedOutput()
    output.append('stdout', 'a\nb')
    output.append('stderr', 'error\n')
    output.append('stdout', 'c\nend')
    output.end('stdout')
    const { lines, omittedLines } = output.lines()
    expect(lines.map(({ stream, text }) => `${stream} ${text}`)).toEqual([
      'stdout a',
      'stderr error',
      'stdout bc',
      'stdout end',
    ])
    expect(omittedLines).toBe(0)
  })

  test('lines() keeps the first and the last, within their number and their size', () => {
    const output = new TypedOutput()
    for (let number = 1; number <= 100_000; number += 1) output.append('stdout', `${number}\n`)
    const { lines, omittedLines } = output.lines()
    expect([lines[0]?.text, lines.at(-1)?.text]).toEqual(['1', '100000'])
    expect([lines.length, omittedLines]).toEqual([4000, 96_000])

    const wide = new TypedOutput()
    for (let number = 1; number <= 100; number += 1)
      wide.append('stdout', `${'x'.repeat(60_000)}\n`)
    const kept = wide.lines()
    expect(kept.lines.length + kept.omittedLines).toBe(100)
    const size = kept.lines.reduce((sum, { text }) => sum + text.length, 0)
    expect(size).toBeGreaterThan(900_000)
    expect(size).toBeLessThanOrEqual(1024 * 1024)
  })

  test('broken rejects with what onLine throws, which is not called again', async () => {
    let calls = 0
    const reason = new Error('no')
    const output = new TypedOutput({
      onLine() {
        calls += 1
        throw reason
      },
    })
    output.append('stdout', 'a\nb\n')
    await expect(output.broken).rejects.toBe(reason)
    expect(calls).toBe(1)
  })
})
