import { expect, test } from 'vitest'
import { BoundedText } from './bounded-text.ts'

test('BoundedText keeps all that fits', () => {
  const text = new BoundedText(10)
  for (const piece of ['abc', 'defg', 'hij']) text.append(piece)
  expect(text.toString()).toBe('abcdefghij')
  expect(text.omitted).toBe(0)
})

test('BoundedText keeps start and end, and says what is missing between', () => {
  const text = new BoundedText(10)
  for (let index = 0; index < 100; index += 1) text.append(String(index % 10))
  expect(text.omitted).toBe(90)
  expect(text.toString()).toBe('01234\n… 90 characters left out …\n56789')
})

test('BoundedText counts and keeps the same, whatever the pieces it gets', () => {
  const all = Array.from({ length: 30_000 }, (_, index) => `${index} `).join('')
  for (const size of [1, 7, 4096, 50_000, all.length]) {
    const text = new BoundedText(60_000)
    for (let at = 0; at < all.length; at += size) text.append(all.slice(at, at + size))
    expect(text.omitted).toBe(all.length - 60_000)
    expect(text.toString()).toBe(
      `${all.slice(0, 30_000)}\n… ${text.omitted} characters left out …\n${all.slice(-30_000)}`,
    )
  }
})
