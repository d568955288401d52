import { expect, test } from 'vitest'
import { InTurn } from './_in-turn.ts'

test('InTurn keeps together what each writes, and loses nothing', () => {
  const turns = new InTurn()
  const written: string[] = []
  const write = (name: string, text: string): void =>
    turns.write(name, () => void written.push(name + text))
  write('a', '1')
  write('b', '1')
  write('c', '1')
  write('a', '2')
  write('c', '2')
  turns.end('c')
  turns.end('a')
  write('b', '2')
  write('d', '1')
  expect(written.join(' ')).toBe('a1 a2 b1 b2')
  turns.end('b')
  write('d', '2')
  turns.finish()
  expect(written.join(' ')).toBe('a1 a2 b1 b2 c1 c2 d1 d2')
})
