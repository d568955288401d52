import { expect, test } from 'vitest'
import { blocked } from './policy.ts'
import { EgressRecord, publicUrl } from './record.ts'

const ASKED = new URL('https://user:word@host.test/a?b')

test('EgressRecord counts what it has seen before', () => {
  const record = new EgressRecord()
  const find = (method: string): void =>
    record.find(blocked(method, ASKED, []), method, publicUrl(ASKED))
  for (const method of ['GET', 'GET', 'HEAD', 'GET']) find(method)
  expect(record.findings.map(({ method, count }) => [method, count])).toEqual([
    ['GET', 3],
    ['HEAD', 1],
  ])
})

test('EgressRecord keeps a bounded number of exchanges and findings', () => {
  const record = new EgressRecord()
  for (let index = 0; index < 11_000; index += 1) {
    const url = `https://host.test/${index}`
    record.add({ method: 'GET', url, origin: undefined, status: 403, bytes: 0, durationMs: 1 })
    record.find(blocked('GET', new URL(url), []), 'GET', url)
  }
  expect([record.exchanges.length, record.findings.length]).toEqual([10_000, 1000])
  expect(record.exchanges[0]?.url).toBe('https://host.test/0')
})

test('publicUrl() leaves out who asks', () => {
  expect(publicUrl(ASKED)).toBe('https://host.test/a?b')
})
