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
