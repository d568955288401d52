import type { ExpectedFailure } from '../matrix/cell.ts'
import { judgeExpected, whyExpected, type JudgedResult } from '../matrix/judge-expected.ts'
import { formatFailure } from '../tutorial/reporting/format-failure.ts'
import type { NotHeld, Verdict } from '../tutorial/verdict.ts'

/** What one tutorial is expected to fail with in one cell, and what came of it. */
export class ExpectedFailures {
  readonly all: readonly ExpectedFailure[]
  readonly #judged: { readonly result: JudgedResult; readonly known?: ExpectedFailure }[] = []

  constructor(all: readonly ExpectedFailure[]) {
    this.all = all
  }

  /** A failure that is expected is told as one that holds. */
  judge(verdict: Verdict, line: number): Verdict {
    if (this.all.length === 0) return verdict
    const known = verdict.held === false ? whyExpected(this.all, verdict.failure) : undefined
    this.#judged.push({ result: resultOf(verdict, line), ...(known && { known }) })
    if (verdict.held !== false || !known) return verdict
    const { steps, durationMs, attachments } = verdict
    return {
      held: true,
      notes: [`it fails, as it is expected to: ${verdict.failure.summary} [${verdict.code}]`],
      expected: known.reason,
      ...(steps && { steps }),
      ...(durationMs !== undefined && { durationMs }),
      ...(attachments && { attachments }),
    }
  }

  /** Whether it came, when all checks have been judged. */
  verdictOn(one: ExpectedFailure): Verdict {
    const all = this.#judged.map(({ result, known = one }): JudgedResult => {
      return known === one ? result : { ...result, state: 'proved' }
    })
    const { results, missing } = judgeExpected([one], all)
    const [failure] = missing
    if (failure) return notHeld(failure)
    const came = results.filter(({ expected }) => expected !== undefined)
    if (came.length > 0)
      return { held: true, notes: [`on line ${came.map(({ line }) => line).join(', ')}`] }
    return { held: 'skipped', reason: 'What could not be run may be what fails so' }
  }
}

function notHeld(failure: NotHeld['failure']): NotHeld {
  const { code, blame, place } = failure
  return { held: false, code, blame, message: formatFailure(failure), place, failure }
}

function resultOf(verdict: Verdict, line: number): JudgedResult {
  const known = { tutorial: '', name: '', line, durationMs: 0 }
  if (verdict.held === false) return { ...known, state: 'failed', failure: verdict.failure }
  return { ...known, state: verdict.held === 'skipped' ? 'skipped' : 'proved' }
}
