import { describe, expect, test } from 'vitest'
import type { Blame, Code } from '../errors.ts'
import type { ExpectedFailure } from '../matrix/cell.ts'
import type { NotHeld, Verdict } from '../tutorial/verdict.ts'
import { ExpectedFailures } from './_expected-failures.ts'

const HELD: Verdict = { held: true, notes: ['run true'], durationMs: 5 }
const SYNTAX: ExpectedFailure = { code: 'NIX_SYNTAX', reason: 'issue 7' }
const DRIFT: ExpectedFailure = { code: 'DRIFT_OUTPUT', text: 'convertHash', reason: 'since 2.20' }

function notHeld(code: Code, summary: string, blame: Blame = 'tutorial'): NotHeld {
  const failure = { blame, code, summary }
  return { held: false, code, blame, message: summary, failure, durationMs: 7 }
}

describe('ExpectedFailures', () => {
  test('holds a failure that is expected, with why, and what it is; others stay', () => {
    const expected = new ExpectedFailures([SYNTAX, DRIFT])
    expect(expected.judge(HELD, 3)).toBe(HELD)
    expect(expected.judge(notHeld('DRIFT_OUTPUT', 'no convertHash there'), 5)).toEqual({
      held: true,
      notes: ['it fails, as it is expected to: no convertHash there [DRIFT_OUTPUT]'],
      expected: 'since 2.20',
      durationMs: 7,
    })
    const other = notHeld('DRIFT_OUTPUT', 'something else')
    expect(expected.judge(other, 9)).toBe(other)
  })

  test('has a verdict on each: one that came holds, and one that did not fails', () => {
    const expected = new ExpectedFailures([SYNTAX, DRIFT])
    expected.judge(notHeld('DRIFT_OUTPUT', 'no convertHash there'), 5)
    expect(expected.verdictOn(DRIFT)).toEqual({ held: true, notes: ['on line 5'] })
    expect(expected.verdictOn(SYNTAX)).toMatchObject({
      held: false,
      code: 'EXPECTED_FAILURE_MISSING',
      blame: 'tutorial',
      failure: { found: '1 of 1 checks held, none failed so' },
    })
  })

  test('leaves open what could not be run, unless that is what is expected', () => {
    const noPerl: ExpectedFailure = { code: 'NOT_EMBEDDED', reason: 'no perl' }
    const expected = new ExpectedFailures([SYNTAX, noPerl])
    expected.judge(notHeld('NOT_EMBEDDED', 'perl is not there', 'environment'), 5)
    expect(expected.verdictOn(SYNTAX)).toMatchObject({ code: 'EXPECTED_FAILURE_MISSING' })
    expected.judge(notHeld('ENGINE_LOST', 'gone', 'environment'), 6)
    expect(expected.verdictOn(SYNTAX)).toMatchObject({ held: 'skipped' })
    expect(expected.verdictOn(noPerl)).toMatchObject({ held: true })
  })
})
