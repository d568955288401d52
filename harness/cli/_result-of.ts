import type { TestCase } from 'vitest/node'
import type { DetailedResult } from '../tutorial/reporting/result.ts'

/** What vitest has of a check, merged of blobs as well: what came of it, and what was attached to it. */
export function resultOf(test: TestCase): DetailedResult {
  const { verdict } = test.meta()
  const result = test.result()
  const { state } = result
  const took = verdict && verdict.held !== 'skipped' ? verdict : undefined
  const reason = verdict?.held === 'skipped' ? verdict.reason : reasonOf(test)
  const logs = test.annotations().flatMap(({ message, attachment }) => {
    const { body, contentType = '', bodyEncoding } = attachment ?? {}
    return bodyEncoding === 'utf-8' && typeof body === 'string'
      ? [{ name: message, contentType, body }]
      : []
  })
  return {
    tutorial: test.module.relativeModuleId,
    name: test.name,
    line: verdict?.line ?? 1,
    state: state === 'passed' ? 'proved' : state === 'failed' ? 'failed' : 'skipped',
    durationMs: took?.durationMs ?? test.diagnostic()?.duration ?? 0,
    ...(test.project.name !== '' && { cell: test.project.name }),
    ...(reason !== undefined && { reason }),
    ...(verdict?.held === false && { failure: verdict }),
    ...(took?.steps && { steps: took.steps }),
    ...(verdict?.held === true && { notes: verdict.notes }),
    ...(logs.length > 0 && { logs }),
    ...(state === 'failed' && !verdict && { fault: textsOf(result.errors).join('\n') }),
  }
}

/** What went wrong outside of checks. */
export function textsOf(errors: readonly { message?: string; stack?: string }[]): string[] {
  return errors.map(({ message, stack }) => stack ?? message ?? 'Unknown fault')
}

function reasonOf(test: TestCase): string | undefined {
  const result = test.result()
  if (result.state === 'pending') return 'It was not come to'
  return result.state === 'skipped' ? result.note : undefined
}
