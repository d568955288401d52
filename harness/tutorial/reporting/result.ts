import type { Attachment } from '../verdict.ts'
import type { Failure, StepTime } from './failure.ts'

/** What came of a check. */
export interface CheckResult {
  /** The Markdown file, as it was named. */
  readonly tutorial: string
  /** As the plan calls it: `Install > NixOS > line 12`. */
  readonly name: string
  readonly line: number
  readonly state: 'proved' | 'failed' | 'skipped'
  /** Milliseconds. */
  readonly durationMs: number
  /** Why it was skipped. */
  readonly reason?: string
  readonly failure?: Pick<Failure, 'blame' | 'code' | 'summary' | 'place'>
  /** When it was proved, where that was not now: ISO 8601. */
  readonly reused?: string
  /** It fails, as it is known to, and so it counts as proved: why that is left so. */
  readonly expected?: string
  /** Which one of several cells it was proved in: `nix=2.34,nixpkgs=24.11,sandbox=on,variant=local`. */
  readonly cell?: string
}

/** The same with all that is known of it, for a report that has room. */
export interface DetailedResult extends CheckResult {
  readonly failure?: Failure
  readonly steps?: readonly StepTime[]
  /** What each step did, in words. */
  readonly notes?: readonly string[]
  readonly logs?: readonly Attachment[]
  /** What went wrong in nixproof itself. */
  readonly fault?: string
}

export interface Counts {
  readonly proved: number
  /** Of the proved: those that were not done again. */
  readonly reused: number
  readonly failed: number
  readonly skipped: number
  /** Of the failed: for want of something in the environment, or by a wrong call. */
  readonly unproved: number
}

export function countResults(results: readonly CheckResult[]): Counts {
  const inState = (wanted: CheckResult['state']): readonly CheckResult[] =>
    results.filter(({ state }) => state === wanted)
  const failed = inState('failed')
  // Without a failure nixproof itself is at fault.
  const unproved = failed.filter(({ failure }) => failure?.blame !== 'tutorial')
  return {
    proved: inState('proved').length,
    reused: results.filter(({ reused }) => reused !== undefined).length,
    failed: failed.length,
    skipped: inState('skipped').length,
    unproved: unproved.length,
  }
}
