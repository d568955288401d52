import { expect, test } from 'vitest'
import { checkTimeout, within } from './deadline.ts'

const never = new Promise<number>(() => {})

test('within() gives the value, the deadline or the abort, whichever comes first', async () => {
  expect(await within(Promise.resolve(1), { timeoutMs: 1000 })).toEqual({ value: 1 })
  expect(await within(never, { timeoutMs: 1 })).toBe('timeout')
  const controller = new AbortController()
  const waiting = within(never, { timeoutMs: 1000, signal: controller.signal })
  controller.abort()
  expect(await waiting).toBe('aborted')
  expect(await within(never, { timeoutMs: 1000, signal: AbortSignal.abort() })).toBe('aborted')
})

test('within() passes a rejection on', async () => {
  await expect(within(Promise.reject(new Error('no')), { timeoutMs: 1000 })).rejects.toThrow('no')
})

test.each([0, -1, Number.NaN, Infinity, 2 ** 31])('checkTimeout() refuses %s', (timeoutMs) => {
  expect(() => checkTimeout(timeoutMs)).toThrow(expect.objectContaining({ code: 'USAGE' }))
})
