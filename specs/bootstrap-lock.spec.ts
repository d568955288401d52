import { utimesSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { installs, locks, run } from './_bootstrap.ts'
import { Clone } from './_clone.ts'

afterAll(() => Clone.end())

const TWICE = ['tool 1.0.0 ', 'tool 1.0.0 ']

describe('bootstrap installs', () => {
  test('once when two start at the same time', async () => {
    await using clone = await Clone.make()
    const both = await Promise.all([1, 2].map(() => run(clone, ['tool'], { PAUSE: '0.5' })))
    expect(both.map(({ stdout }) => stdout)).toEqual(TWICE)
    expect(both.map(({ stderr }) => stderr)).toContain(
      'Waiting for another installation in this folder …',
    )
    expect(installs(clone)).toBe(1)
  })

  test.for([
    { lock: 'an old lock', stamp: 0 },
    { lock: 'a lock of the future, as when the clock has been set back since', stamp: 2 ** 31 },
  ])('after one that was killed and left $lock', async ({ stamp }) => {
    await using clone = await Clone.make()
    const killed = run(clone, ['tool'], { PAUSE: '1' })
    await expect.poll(() => locks(clone)).toHaveLength(1)
    killed.kill('SIGKILL')
    await killed
    const [lock = expect.fail('there is a lock')] = locks(clone)
    utimesSync(clone.path('tmp', lock), stamp, stamp)
    expect((await run(clone, ['tool'])).stdout).toBe('tool 1.0.0 ')
    expect(locks(clone)).toEqual([])
  })

  test('once when the clock jumps while another waits: nobody takes a lock that is held', async () => {
    await using clone = await Clone.make()
    const both = [1, 2].map(() => run(clone, ['tool'], { PAUSE: '5' }))
    await expect.poll(() => locks(clone)).toHaveLength(1)
    const [lock = expect.fail('there is a lock')] = locks(clone)
    for (let jumps = 0; jumps < 4; jumps += 1) {
      utimesSync(clone.path('tmp', lock), 0, 0)
      // oxlint-disable-next-line no-await-in-loop -- its holder touches it every second
      await sleep(700)
    }
    expect((await Promise.all(both)).map(({ stdout }) => stdout)).toEqual(TWICE)
    expect(installs(clone)).toBe(1)
  })
})
