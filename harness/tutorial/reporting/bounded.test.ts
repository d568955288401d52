import { expect, test } from 'vitest'
import { boundedFailure } from './bounded.ts'
import type { Failure } from './failure.ts'

const small: Failure = {
  blame: 'tutorial',
  code: 'DRIFT_OUTPUT',
  summary: 'It prints something else',
  place: { file: 'a.md', line: 700 },
  frame: { first: 1, lines: ['```', 'a'] },
  steps: [{ what: 'a', state: 'failed', durationMs: 3 }],
  found: 'a',
  log: 'a\n',
}

test('boundedFailure() leaves what is small as it is', () => {
  expect(boundedFailure(small)).toEqual(small)
})

test('boundedFailure() keeps the line that is meant, the step that failed, and the end of the log', () => {
  const long = 'x'.repeat(100_000)
  const lines = Array.from({ length: 1000 }, (_, index) => `${index + 1} ${long}`)
  const steps = lines.map((what, index) => ({
    what,
    state: index === 899 ? ('failed' as const) : ('held' as const),
  }))
  const log = `${long}\n${long}\nthe end`
  const texts = { summary: long, wanted: long, found: long, diff: long, next: long }
  const all = boundedFailure({ ...small, ...texts, log, steps, frame: { first: 1, lines } })
  expect(JSON.stringify(all).length).toBeLessThan(300_000)
  const { first, lines: shown } = all.frame!
  expect(shown[700 - first]).toMatch(/^700 x+…$/)
  expect(all.steps?.find(({ state }) => state === 'failed')?.what).toMatch(/^900 x/)
  expect(all.log).toMatch(/^the end$/)
})
