import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { checkAhead, type Checker, type Verdict } from './verdict.ts'

const HELD: Verdict = { held: true, notes: [] }
const LEFT_OUT: Verdict = { held: 'skipped', reason: 'not in this cell' }

/** Remembers what it was asked for, and leaves out the first two. */
function checkerOf(asked: [index: number, signal: AbortSignal][]): Checker {
  return {
    check(index, signal) {
      asked.push([index, signal])
      return Promise.resolve(index < 2 ? LEFT_OUT : HELD)
    },
    close: () => Promise.resolve(),
  }
}

test('checkAhead() begins up to the first check that is not left out, and each is done once', async () => {
  const asked: [number, AbortSignal][] = []
  const ahead = checkAhead(checkerOf(asked), 4)
  await turn()
  expect(asked.map(([index]) => index)).toEqual([0, 1, 2])

  const { signal } = new AbortController()
  const verdicts: Verdict[] = []
  for (const index of [0, 1, 2, 3]) verdicts.push(await ahead.check(index, signal))
  expect(verdicts).toEqual([LEFT_OUT, LEFT_OUT, HELD, HELD])
  expect(asked.map(([index]) => index)).toEqual([0, 1, 2, 3])
})

test('checkAhead() begins no other check when somebody asks for one out of turn', async () => {
  const asked: [number, AbortSignal][] = []
  const ahead = checkAhead(checkerOf(asked), 4)
  await ahead.check(3, new AbortController().signal)
  await turn()
  expect(asked.map(([index]) => index)).toEqual([0, 3])
})

test('checkAhead() passes on that a check is given up that has begun', async () => {
  const asked: [number, AbortSignal][] = []
  const ahead = checkAhead(checkerOf(asked), 4)
  await turn()
  const giveUp = new AbortController()
  void ahead.check(2, giveUp.signal)
  giveUp.abort(new Error('enough'))
  expect(asked[2]![1].reason).toEqual(new Error('enough'))
})
