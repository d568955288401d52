import { resolve } from 'node:path'
import type { Failure } from '../tutorial/reporting/failure.ts'
import type { CheckResult } from '../tutorial/reporting/result.ts'
import type { ExpectedFailure } from './cell.ts'

/** As much as is known of a failure. */
type Told = Pick<Failure, 'code'> & Partial<Failure>

/** What came of a check, and whether that is what was expected. */
export interface JudgedResult extends Omit<CheckResult, 'failure'> {
  /** Also of one that is `proved`, where it fails as it is expected to. */
  readonly failure?: NonNullable<CheckResult['failure']> & Partial<Failure>
  /** It fails, as it is known to, and so it counts as proved: why that is left so. */
  readonly expected?: string
}

export interface Judgement {
  readonly results: readonly JudgedResult[]
  /** One for each expected failure that did not come. */
  readonly missing: readonly Failure[]
}

/** What is expected of a tutorial. */
export function expectedOf(
  expected: readonly ExpectedFailure[],
  tutorial: string,
): readonly ExpectedFailure[] {
  const file = resolve(tutorial)
  return expected.filter((one) => one.tutorial === undefined || one.tutorial === file)
}

/** The expectation that a failure meets. */
export function whyExpected(
  expected: readonly ExpectedFailure[],
  failure: Told,
): ExpectedFailure | undefined {
  const { summary, wanted, found, diff, log } = failure
  const told = [summary, wanted, found, diff, log].filter((one) => one !== undefined)
  return expected.find(
    ({ code, text }) =>
      code === failure.code && (text === undefined || told.some((one) => one.includes(text))),
  )
}

/**
 * Holds the results of one tutorial in one cell against what is expected of it: a failure that is
 * expected is proved, any number of times, and every other one stays what it is.
 *
 * @param expected Of this tutorial: {@link expectedOf}.
 */
export function judgeExpected(
  expected: readonly ExpectedFailure[],
  results: readonly JudgedResult[],
): Judgement {
  const came = new Set<ExpectedFailure>()
  const judged = results.map((result): JudgedResult => {
    const { state, failure } = result
    const known = state === 'failed' && failure ? whyExpected(expected, failure) : undefined
    if (!known) return result
    came.add(known)
    return { ...result, state: 'proved', expected: known.reason }
  })
  // What could not be run may have been the check that fails so.
  const hindered = judged.some(
    ({ state, failure }) => state === 'failed' && failure?.blame !== 'tutorial',
  )
  const missing = hindered ? [] : expected.filter((one) => !came.has(one))
  return { results: judged, missing: missing.map((one) => missingFailure(one, judged)) }
}

function missingFailure(
  { code, text, reason, place, tutorial }: ExpectedFailure,
  results: readonly JudgedResult[],
): Failure {
  const at = place ?? (tutorial === undefined ? undefined : { file: tutorial })
  return {
    blame: 'tutorial',
    code: 'EXPECTED_FAILURE_MISSING',
    summary: `${code} is expected here, and did not come`,
    ...(at && { place: at }),
    wanted: `${code}${text === undefined ? '' : `, with "${text}"`}: ${reason}`,
    found: foundOf(results),
    next: 'Take it out of "expect" if it is mended, or correct what is expected',
  }
}

function foundOf(results: readonly JudgedResult[]): string {
  const failed = results.filter(({ state }) => state === 'failed')
  if (failed.length > 0)
    return failed
      .map(({ line, failure }) => `${failure?.code ?? 'A fault'} on line ${line}`)
      .join(', ')
  const held = results.filter(({ state }) => state === 'proved').length
  return held === 0
    ? 'Not one check was run'
    : `${held} of ${results.length} checks held, none failed so`
}
