import { expect, test } from 'vitest'
import type { Checker, Verdict } from '../verdict.ts'
import { proveAgain } from './prove-again.ts'

const HELD: Verdict = { held: true, notes: [] }
const { signal } = new AbortController()

function red(code: string, blame: 'tutorial' | 'environment' = 'tutorial'): Verdict {
  const failure = {} as never
  return { held: false, code: code as never, blame, message: code, failure }
}

/** Answers what it is given, and writes down what it was asked. */
function checker(name: string, verdicts: readonly Verdict[], log: string[]): Checker {
  return {
    check: async (index) => {
      log.push(`${name} ${index}`)
      return verdicts[index]!
    },
    close: async () => void log.push(`${name} closed`),
  }
}

async function ask(
  warm: readonly Verdict[],
  cold: readonly Verdict[],
  served = true,
): Promise<{ verdicts: Verdict[]; log: string[] }> {
  const log: string[] = []
  const all = proveAgain(
    checker('warm', warm, log),
    async () => served,
    async () => checker('cold', cold, log),
  )
  const verdicts: Verdict[] = []
  for (const index of warm.keys()) verdicts.push(await all.check(index, signal))
  await all.close()
  return { verdicts, log }
}

test('proveAgain() leaves a proof that holds as it is', async () => {
  const { verdicts, log } = await ask([HELD, HELD], [])
  expect(verdicts).toEqual([HELD, HELD])
  expect(log).toEqual(['warm 0', 'warm 1', 'warm closed'])
})

test('proveAgain() does what does not hold again without, after all before it', async () => {
  const { verdicts, log } = await ask([HELD, red('A'), HELD], [HELD, HELD, red('B')])
  expect(verdicts).toEqual([HELD, HELD, red('B')])
  const again = ['cold 0', 'cold 1', 'cold 2', 'cold closed', 'warm closed']
  expect(log).toEqual(['warm 0', 'warm 1', ...again])
})

test('proveAgain() tells what held with the warm store, and does not without', async () => {
  const { verdicts } = await ask([HELD, red('A')], [red('B'), HELD])
  expect(verdicts).toEqual([HELD, red('B')])
})

test('proveAgain() believes a container that had nothing from there, and the environment', async () => {
  expect((await ask([red('A')], [HELD], false)).verdicts).toEqual([red('A')])
  expect((await ask([red('A', 'environment')], [HELD])).verdicts).toEqual([red('A', 'environment')])
})
