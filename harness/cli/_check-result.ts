import type { TestCase } from 'vitest/node'
import type { DetailedResult } from '../tutorial/reporting/result.ts'

/** What vitest knows of a check, as reports have it; merged of blobs as well. */
export function resultOf(test: TestCase): DetailedResult {
  const { verdict } = test.meta()
  const result = test.result()
  const { state } = result
  const took = verdict && verdict.held !== 'skipped' ? verdict : undefined
  const cell = test.project.name
  const reason = reasonOf(test)
  const logs = logsOf(test)
  return {
    tutorial: test.module.relativeModuleId,
    name: test.name,
    line: verdict?.line ?? 1,
    state: state === 'passed' ? 'proved' : state === 'failed' ? 'failed' : 'skipped',
    durationMs: took?.durationMs ?? test.diagnostic()?.duration ?? 0,
    ...(verdict?.held === true && verdict.reused !== undefined && { reused: verdict.reused }),
    ...(reason !== undefined && { reason }),
    ...(verdict?.held === false && { failure: verdict }),
    ...(verdict?.held === true && verdict.expected !== undefined && { expected: verdict.expected }),
    ...(cell !== '' && { cell }),
    ...(took?.steps && { steps: took.steps }),
    ...(verdict?.held === true && { notes: verdict.notes }),
    ...(logs.length > 0 && { logs }),
    ...(state === 'failed' && !verdict && { fault: textsOf(result.errors).join('\n') }),
  }
}

/** What went wrong in nixproof itself. */
export function textsOf(errors: readonly { message?: string; stack?: string }[]): string[] {
  return errors.map(({ message, stack }) => stack ?? message ?? 'Unknown fault')
}

function reasonOf(test: TestCase): string | undefined {
  const { verdict } = test.meta()
  if (verdict?.held === 'skipped') return verdict.reason
  const result = test.result()
  if (result.state === 'pending') return 'It was not come to'
  return result.state === 'skipped' ? result.note : undefined
}

function logsOf(test: TestCase): NonNullable<DetailedResult['logs']> {
  return test.annotations().flatMap(({ message: name, attachment }) => {
    const { body, contentType = '', bodyEncoding } = attachment ?? {}
    if (bodyEncoding !== 'utf-8' || typeof body !== 'string') return []
    return [{ name, contentType, body }]
  })
}
