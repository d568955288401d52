import { formatPlace, NixproofError } from '../../errors.ts'
import {
  failureOfError,
  failureOfFinding,
  frameOf,
  type Failure,
  type StepTime,
} from '../reporting/failure.ts'
import { verdictOf, type NotHeld, type Report } from '../verdict.ts'
import type { CheckState } from './do-check.ts'
import { FindingError } from './finding-error.ts'
import type { ReaderDesk } from './reader-desk.ts'

/** The whole of a log is an attachment. */
const LOG_LINES = 2000

interface Done extends Report {
  readonly steps: readonly StepTime[]
}

/**
 * The verdict on a check that does not hold, at its own place in the tutorial or else at the step's.
 *
 * @throws What is not a finding: then nixproof itself is at fault.
 */
export function notHeld(desk: ReaderDesk, state: CheckState, error: unknown, done: Done): NotHeld {
  const verdict = verdictOf(error, done)
  if (!(error instanceof NixproofError)) return verdict
  const own = error.details.place
  const elsewhere = own && own.file !== desk.tutorial.file ? own : undefined
  const place = own && !elsewhere ? own : state.at
  const failure = failureOf(desk, state, error, done.steps)
  const found = [failure.found, elsewhere && `At ${formatPlace(elsewhere)}`].filter(Boolean)
  return {
    ...verdict,
    place,
    failure: { ...failure, place, ...(found.length > 0 && { found: found.join('\n') }) },
    ...(error instanceof FindingError && { findings: error.findings }),
  }
}

function failureOf(
  { tutorial }: ReaderDesk,
  { check, printed }: CheckState,
  error: NixproofError,
  steps: readonly StepTime[],
): Failure {
  const { result } = error.details
  const log = result ? result.stderr || result.stdout : printed
  const around = {
    frame: frameOf(tutorial, check),
    steps: steps.map(({ what, state, durationMs }) => ({
      what,
      state,
      ...(durationMs !== undefined && { durationMs }),
    })),
    ...(log !== '' && { log: log.split('\n').slice(-LOG_LINES).join('\n') }),
  }
  if (!(error instanceof FindingError)) return withoutEcho(failureOfError(error, around))
  const [first, ...others] = error.findings
  if (!first) return failureOfError(error, around)
  const failure = failureOfFinding(first, around)
  if (others.length === 0) return withoutEcho(failure)
  const more = others.map(({ place, summary }) => `${formatPlace(place)}: ${summary}`)
  return { ...failure, found: [failure.found, ...more].filter(Boolean).join('\n') }
}

/** A log of what was told as found already is no news. */
function withoutEcho(failure: Failure): Failure {
  const { log, ...others } = failure
  return log !== undefined && log.trim() === failure.found?.trim() ? others : failure
}
