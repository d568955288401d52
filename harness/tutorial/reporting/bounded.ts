import type { Failure, Frame, StepTime } from './failure.ts'

/** Characters of a text, and of a log, of which the end counts. */
const TEXT = 8192
const LOG = 65_536
/** Of a block: around the line that is meant. Characters of each line. */
const FRAME_LINES = 200
const FRAME_COLUMNS = 400
const STEPS = 200
const STEP = 400

/**
 * The same, with no more than reporters show: at most some 300,000 characters, and mostly 2,000. It goes
 * from thread to thread, into files that are merged, and into pages. Whole logs are attachments.
 */
export function boundedFailure(failure: Failure): Failure {
  const { summary, wanted, found, diff, next, log, frame, steps, place } = failure
  const texts = Object.entries({ wanted, found, diff, next }).filter(
    ([, text]) => text !== undefined,
  )
  return {
    ...failure,
    summary: beginning(summary, TEXT),
    ...Object.fromEntries(texts.map(([name, text = '']) => [name, beginning(text, TEXT)])),
    ...(log !== undefined && { log: ending(log) }),
    ...(frame && { frame: boundedFrame(frame, place?.line) }),
    ...(steps && { steps: boundedSteps(steps) }),
  }
}

/** The first ones, and those around the one that failed. */
export function boundedSteps(steps: readonly StepTime[]): readonly StepTime[] {
  const failed = steps.findIndex(({ state }) => state === 'failed')
  const from = Math.max(0, Math.min(failed + STEPS / 2, steps.length) - STEPS)
  return steps
    .slice(from, from + STEPS)
    .map((step) => ({ ...step, what: beginning(step.what, STEP) }))
}

/** What the steps of a check did. */
export function boundedNotes(notes: readonly string[]): readonly string[] {
  return notes.slice(0, STEPS).map((note) => beginning(note, STEP))
}

function boundedFrame({ first, lines }: Frame, marked: number | undefined): Frame {
  const at = marked === undefined ? 0 : marked - first
  const last = Math.max(0, lines.length - FRAME_LINES)
  const from = Math.min(last, Math.max(0, at - FRAME_LINES / 2))
  const shown = lines.slice(from, from + FRAME_LINES)
  return { first: first + from, lines: shown.map((line) => beginning(line, FRAME_COLUMNS)) }
}

function beginning(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text
}

function ending(log: string): string {
  if (log.length <= LOG) return log
  const end = log.slice(-LOG)
  return end.slice(end.indexOf('\n') + 1).toWellFormed()
}
