import process from 'node:process'
import { styleText } from 'node:util'
import type { Engine } from '../engine/find.ts'
import { endRun } from '../engine/lifetime.ts'
import type { Outcome } from '../vitest/outcome.ts'
import { deadText } from './_clean-report.ts'
import { seconds } from './_print.ts'
import { takesOutput, type Report } from './_reporter-options.ts'

interface Told {
  /** As `performance.now()` gives it. */
  readonly startedAt: number
  readonly reports: readonly Report[]
}

/**
 * Ends the run on the engine, and says what came of it all.
 *
 * @returns The exit code.
 */
export async function endVerify(
  engine: Engine,
  outcome: Outcome,
  { startedAt, reports }: Told,
): Promise<number> {
  // An engine that went away has been told as what it is; there is nothing left to end on it.
  const ended = await endRun(engine.docker).catch(() => undefined)
  for (const line of ended ? deadText(ended.dead) : []) process.stderr.write(`${line}\n`)
  return tellOutcome(outcome, { startedAt, reports })
}

/** @returns The exit code. */
export function tellOutcome(outcome: Outcome, { startedAt, reports }: Told): number {
  const { held, reused, failed, skipped, exitCode } = outcome
  const again = reused > 0 ? ` (${reused} reused)` : ''
  const parts = [
    `${held} held${again}`,
    failed && `${failed} did not`,
    skipped && `${skipped} not run`,
  ]
  const word = exitCode > 0 ? 'Not proved' : held > 0 ? 'Proved' : 'Nothing to prove'
  const time = seconds(performance.now() - startedAt)
  const text = `${word}: ${parts.filter(Boolean).join(', ')} ${time}`
  const colour = exitCode === 0 ? 'green' : 'red'
  const stream = reports.some(takesOutput) ? process.stderr : process.stdout
  stream.write(`${styleText([colour, 'bold'], text, { stream })}\n`)
  return exitCode
}
