import type { TestCase } from 'vitest/node'
import type { CheckResult } from '../tutorial/reporting/result.ts'

/** What vitest knows of a check, as reports have it. */
export function resultOf(test: TestCase): CheckResult {
  const { verdict } = test.meta()
  const { state } = test.result()
  const took = verdict && verdict.held !== 'skipped' ? verdict.durationMs : undefined
  const cell = test.project.name
  return {
    tutorial: test.module.relativeModuleId,
    name: test.name,
    line: verdict?.line ?? 1,
    state: state === 'passed' ? 'proved' : state === 'failed' ? 'failed' : 'skipped',
    durationMs: took ?? test.diagnostic()?.duration ?? 0,
    ...(verdict?.held === true && verdict.reused !== undefined && { reused: verdict.reused }),
    ...(verdict?.held === 'skipped' && { reason: verdict.reason }),
    ...(verdict?.held === false && { failure: verdict }),
    ...(verdict?.held === true && verdict.expected !== undefined && { expected: verdict.expected }),
    ...(cell !== '' && { cell }),
  }
}
