import { expect, test } from 'vitest'
import { createRecordFilter } from './records.ts'

const MARK = '\u001e1234 '

function filter(chunks: readonly string[]): { text: string; records: string[] } {
  const seen = { text: '', records: [] as string[] }
  const records = createRecordFilter(
    MARK,
    (text) => (seen.text += text),
    (words) => seen.records.push(words),
  )
  for (const chunk of chunks) records.push(chunk)
  records.end()
  return seen
}

test('createRecordFilter() takes records out, also of the middle of a line', () => {
  const chunk = `${MARK}group 7\nfirst\nsec${MARK}listening 0100007F:1388 7\nond\nlast${MARK}ended 0\n`
  expect(filter([chunk])).toEqual({
    text: 'first\nsecond\nlast',
    records: ['group 7', 'listening 0100007F:1388 7', 'ended 0'],
  })
})

test('createRecordFilter() does not care where chunks are cut', () => {
  const whole = `a${MARK}one\nb\u001e1234c\u001e${MARK}two\nd`
  for (let cut = 0; cut <= whole.length; cut += 1) {
    expect(filter([whole.slice(0, cut), whole.slice(cut)])).toEqual(filter([whole]))
  }
  expect(filter(whole.split(''))).toEqual({ text: 'ab\u001e1234c\u001ed', records: ['one', 'two'] })
})

test('createRecordFilter() passes text on at once, without waiting for its line', () => {
  const seen: string[] = []
  createRecordFilter(
    MARK,
    (text) => seen.push(text),
    () => {},
  ).push('prompt> ')
  expect(seen).toEqual(['prompt> '])
})
