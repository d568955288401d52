import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { NixproofError } from '../errors.ts'
import { doneLine, quote, requireTypable, typedLine } from './typed-lines.ts'

describe('quote()', () => {
  test('quote() gives one line that bash reads as the text', () => {
    const all = Array.from({ length: 127 }, (_, index) => String.fromCharCode(index + 1)).join('')
    const texts = [
      '',
      "it's",
      '\\n',
      'a\nb\tc',
      all,
      '\u001bA',
      '\u00011',
      'ä…🎉',
      '$HOME `x` "y" !z',
    ]
    for (const text of texts) {
      const word = quote(text)
      expect(word).not.toContain('\n')
      const { stdout } = spawnSync('bash', ['-c', `printf %s ${word}`])
      expect(stdout.toString()).toBe(text)
    }
  })
})

describe('typedLine()', () => {
  test('typedLine() is one line, and keeps a status from ending a shell with "set -e"', () => {
    const line = typedLine({ number: 3, status: 1, text: 'a\nb' })
    expect(line).toMatch(/^_nixproof_begin 3 1 \|\| eval .*\$'a\\nb' <\/dev\/null .*\n$/)
    expect(line.split('\n')).toHaveLength(2)
    expect(typedLine({ number: 3, status: 0, text: 'a' })).toMatch(/^_nixproof_begin 3 0 ; eval /)
  })

  test('doneLine() tells the status of what was before', () => {
    expect(doneLine(3)).toContain('_nixproof_done 3 "$?"')
  })
})

test('requireTypable() refuses what nobody can type', () => {
  expect(requireTypable('a\n')).toBe('a\n')
  expect(() => requireTypable('a\0')).toThrow(NixproofError)
})
