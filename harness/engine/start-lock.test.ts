import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { noLinux, skipWhere } from '../../specs/_needs.ts'
import { holdLock } from './start-lock.ts'

test('holdLock() is held by one at a time', async (context) => {
  skipWhere(context, noLinux)
  const name = randomUUID()
  const first = await holdLock(name, 0)
  await expect(holdLock(name, 0)).rejects.toMatchObject({ code: 'BUSY' })
  await expect(holdLock(name, 60_000, AbortSignal.timeout(50))).rejects.toThrow('aborted')
  const second = holdLock(name, 10_000)
  await first[Symbol.asyncDispose]()
  await (await second)[Symbol.asyncDispose]()
})
