import { resolve } from 'node:path'
import { inject, type TestContext } from 'vitest'
import { formatPlace, type Place } from '../errors.ts'
import type { Failure, StepTime } from '../tutorial/reporting/failure.ts'
import { boundedFailure, boundedNotes, boundedSteps } from '../tutorial/reporting/bounded.ts'
import { formatDuration, formatFailure, HEADLINES } from '../tutorial/reporting/format-failure.ts'
import { reusedText } from '../tutorial/reporting/reused-text.ts'
import type { Attachment, Held, NotHeld, Verdict } from '../tutorial/verdict.ts'

/** What came of a check, for reporters; bounded, for it travels. */
type CheckMeta = {
  /** Of the tutorial, counted from 1. */
  readonly line: number
  /** Of the matrix, where there are several. */
  readonly cell?: string
} & (
  | ({
      readonly held: true
      readonly notes: readonly string[]
      /** When it was done, where that was not now. ISO 8601. */
      readonly reused?: string
      /** It fails, as it is known to: why that is left so. */
      readonly expected?: string
    } & Took)
  | ({ readonly held: false } & Took & Failure)
  | { readonly held: 'skipped'; readonly reason: string }
)

interface Took {
  readonly steps?: readonly StepTime[]
  /** Of the steps together. Milliseconds. */
  readonly durationMs?: number
}

declare module 'vitest' {
  interface TaskMeta {
    /** Absent when nixproof itself is at fault. */
    verdict?: CheckMeta
  }
}

/**
 * Makes of a verdict what vitest makes of a test. Whoever started vitest has it as data as well.
 *
 * @param line Of the check in its tutorial.
 */
export async function tell(context: TestContext, verdict: Verdict, line: number): Promise<void> {
  const { task, annotate } = context
  if (verdict.held === 'skipped') return skip(context, verdict.reason, line)
  const { steps = [], durationMs } = verdict
  const took = {
    steps: boundedSteps(steps).map(plainStep),
    ...(durationMs !== undefined && { durationMs }),
  }
  task.meta.verdict = verdict.held
    ? {
        ...lineAndCell(line),
        held: true,
        notes: boundedNotes(verdict.notes),
        ...marksOf(verdict),
        ...took,
      }
    : { ...lineAndCell(line), held: false, ...took, ...boundedFailure(verdict.failure) }
  if (verdict.held && verdict.reused !== undefined)
    await annotate(reusedText(verdict.reused), 'reused')
  // The message of one that does not hold has them.
  if (verdict.held) {
    if (verdict.expected !== undefined) await annotate(verdict.expected, 'expected')
    for (const step of steps) await annotate(stepText(step), 'step')
  }
  for (const attachment of verdict.attachments ?? []) await attach(context, attachment)
  if (!verdict.held) throw toError(verdict)
}

/** A check that is not done shows why. Some reporters leave out the reason of what is skipped. */
export async function skip(
  { task, annotate, skip: leave }: TestContext,
  reason: string,
  line: number,
): Promise<void> {
  task.meta.verdict = { ...lineAndCell(line), held: 'skipped', reason }
  await annotate(reason, 'skipped')
  leave(reason)
}

function marksOf({ expected, reused }: Held): Pick<Held, 'expected' | 'reused'> {
  return { ...(expected !== undefined && { expected }), ...(reused !== undefined && { reused }) }
}

function lineAndCell(line: number): Pick<CheckMeta, 'line' | 'cell'> {
  const cell = inject('nixproofCell')
  return { line, ...(cell && { cell: cell.name }) }
}

function plainStep({ what, state, durationMs }: StepTime): StepTime {
  return { what, state, ...(durationMs !== undefined && { durationMs }) }
}

function stepText({ what, state, durationMs }: StepTime): string {
  const time = durationMs === undefined ? state : formatDuration(durationMs)
  return `${what}, ${time}`
}

async function attach(
  { annotate }: TestContext,
  { name, contentType, body }: Attachment,
): Promise<void> {
  await annotate(name, 'attachment', { contentType, body, bodyEncoding: 'utf-8' })
}

/**
 * vitest shows the message, and below it the lines of the tutorial that `stacks` leads to. Of the
 * stack itself it would take each line of a log that looks like a place for one.
 */
export function toError({
  blame,
  failure,
  place,
}: Pick<NotHeld, 'blame' | 'failure' | 'place'>): Error {
  const { frame: _, place: __, ...told } = failure
  const headline = `${HEADLINES[blame]}: `
  const error = new Error(formatFailure(told).slice(headline.length))
  error.name = HEADLINES[blame]
  const at = place && { column: 1, line: 1, ...place }
  error.stack = `${formatFailure(failure)}${at ? `\n    at ${formatPlace(at)}` : ''}`
  return Object.assign(error, { stacks: at ? [stackOf(at)] : [] })
}

function stackOf({ file, line, column }: Required<Place>): object {
  return { method: '', file: resolve(file), line, column }
}
