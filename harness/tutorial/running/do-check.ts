import { NixproofError, type Place } from '../../errors.ts'
import { captureFrom, fillIn } from '../judging/capture.ts'
import type { Finding } from '../judging/finding.ts'
import { judgeExpectedOutput } from '../judging/expected-output.ts'
import type { Check } from '../planning/plan.ts'
import { stepLines } from '../planning/_step-words.ts'
import type { Step } from '../planning/step.ts'
import { blameRequests, markFindings } from '../requests.ts'
import type { StepTime } from '../reporting/failure.ts'
import type { Verdict } from '../verdict.ts'
import { runBeside } from './beside.ts'
import { doStep } from './do-step.ts'
import { FindingError, isDrift, requireNone } from './finding-error.ts'
import { inTellingPlaces } from './places.ts'
import type { ReaderDesk } from './reader-desk.ts'
import { expectAnswer } from './request.ts'
import { notHeld } from './not-held.ts'

/** What a check has come to while its steps are done. */
export interface CheckState {
  readonly check: Check
  /** With the values that were captured before. */
  readonly expect: Check['expect']
  readonly signal: AbortSignal
  /** What its commands have printed. */
  printed: string
  /** Where the step is that is being done. */
  at: Place
}

/** What came of a step. */
export interface StepDone {
  readonly note?: string | undefined
  /** It was left out, and the note says why. */
  readonly skipped?: boolean
}

/** Does the steps of a check, in order, up to the first that does not hold. */
export async function doCheck(
  desk: ReaderDesk,
  check: Check,
  signal: AbortSignal,
): Promise<Verdict> {
  const newFindings = markFindings(desk.wayOut)
  const startedAt = performance.now()
  const records: (StepTime & StepDone)[] = []
  desk.attachments = []
  const at = { file: desk.tutorial.file, line: check.line }
  const expect = fillIn(check.expect, desk.captured)
  const state: CheckState = { check, expect, signal, printed: '', at }
  let failure: unknown
  let wanted: NixproofError | undefined
  try {
    for (const command of check.setup) await runBeside(desk, state, command)
    const drifted: Finding[] = []
    for (const step of check.steps) {
      await record(records, step, () => doStep(desk, state, step)).catch((error: unknown) => {
        if (!(error instanceof FindingError) || !isDrift(error)) throw error
        drifted.push(...error.findings)
      })
      desk.onStep?.()
    }
    state.at = at
    requireNone(drifted)
    await settle(desk, state)
  } catch (error) {
    if (isWanted(error, state)) wanted = error
    else failure = error
  }
  for (const command of check.cleanup) {
    await runBeside(desk, state, command).catch((error: unknown) => (failure ??= error))
  }
  await desk.wayOut?.egress.settled()
  const cause = blameRequests(failure, newFindings(), desk.wayOut)
  const steps = check.steps.map((step, index) => records[index] ?? notRun(step))
  const durationMs = performance.now() - startedAt
  const report = { steps, durationMs, attachments: desk.attachments }
  if (cause !== undefined)
    return notHeld(desk, state, await inTellingPlaces(desk, state.at, cause), report)
  const [left] = records
  const nothing = records.every(({ skipped }) => skipped)
  if (left && nothing) return { held: 'skipped', reason: left.note ?? left.what }
  const notes = records.map(({ what, note }) => note ?? what)
  if (wanted) notes.push(`it fails, as it is to: ${wanted.summary}`)
  return { held: true, notes, ...report }
}

/** Nix that is to fail has no exit code of its own: what it says counts. */
function isWanted(error: unknown, { check, expect }: CheckState): error is NixproofError {
  const fail = expect === 'fail' ? {} : typeof expect === 'object' ? expect.fail : undefined
  if (!fail || !(error instanceof NixproofError) || error instanceof FindingError) return false
  if (error.blame !== 'tutorial' || check.steps.at(-1)?.do === 'command') return false
  const { result } = error.details
  const said = `${error.message}\n${result?.stderr ?? ''}`
  return (
    [fail.text ?? []].flat().every((text) => said.includes(text)) &&
    (fail.code === undefined || fail.code === result?.exitCode)
  )
}

/** What a directive says of the block as a whole. */
async function settle(desk: ReaderDesk, state: CheckState): Promise<void> {
  const { check, expect, printed } = state
  desk.printed.set(check.line, printed)
  const { values, findings } = captureFrom(desk.tutorial, check, printed)
  Object.assign(desk.captured, values)
  const output = judgeExpectedOutput(desk.tutorial, { ...check, expect }, printed)
  requireNone([...findings, output])
  if (typeof expect === 'object' && expect.http) await expectAnswer(desk, state, expect.http)
}

async function record(
  records: (StepTime & StepDone)[],
  step: Step,
  action: () => Promise<StepDone>,
): Promise<void> {
  const startedAt = performance.now()
  let done: StepDone | undefined
  try {
    done = await action()
  } finally {
    const state = done?.skipped ? 'not run' : done ? 'held' : 'failed'
    records.push({ what: wordsOf(step), state, ...done, durationMs: performance.now() - startedAt })
  }
}

function notRun(step: Step): StepTime {
  return { what: wordsOf(step), state: 'not run' }
}

function wordsOf(step: Step): string {
  return stepLines(step)[0] ?? step.do
}
