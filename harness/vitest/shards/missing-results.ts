import { resolve } from 'node:path'
import { stringify } from 'flatted'
import { generateFileHash, version, type RunnerTestCase, type RunnerTestFile } from 'vitest/node'
import type { Unit } from '../../matrix/shard.ts'
import type { Failure } from '../../tutorial/reporting/failure.ts'
import { toError } from '../tell.ts'

/** Something that should have been run, and of which nobody has results. */
export interface MissingResult {
  readonly unit: Unit
  readonly failure: Failure
}

/** A blob, as vitest's reporter writes them, in which each of these is a check that does not hold. */
export function blobOfMissing(missing: readonly MissingResult[], root: string): string {
  // Version, files, errors, coverage, time, modules: what mergeReports() of vitest reads.
  return stringify([version, missing.map((one) => fileOf(one, root)), [], undefined, 0, {}])
}

function fileOf({ unit, failure }: MissingResult, root: string): RunnerTestFile {
  const { tutorial, cell = '' } = unit
  const id = generateFileHash(tutorial, cell)
  const result = { state: 'fail', startTime: 0, duration: 0 } as const
  const common = { mode: 'run', meta: {}, file: undefined as unknown as RunnerTestFile } as const
  const file: RunnerTestFile = {
    ...common,
    id,
    name: tutorial,
    fullName: tutorial,
    type: 'suite',
    filepath: resolve(root, tutorial),
    projectName: cell,
    tasks: [],
    concurrencyId: 0,
    workerId: 0,
    result,
  }
  file.file = file
  const { name, message, stack = '' } = toError({ ...failure, failure })
  const check = {
    ...common,
    id: `${id}_0`,
    name: 'not run',
    fullName: `${tutorial} > not run`,
    fullTestName: 'not run',
    type: 'test',
    file,
    suite: file,
    timeout: 0,
    annotations: [],
    artifacts: [],
    location: { line: 1, column: 1 },
    meta: { verdict: { line: 1, held: false, ...failure } },
    result: { ...result, errors: [{ name, message, stack, stacks: [] }] },
    // What else it has is for running it.
  } as unknown as RunnerTestCase
  file.tasks.push(check)
  return file
}
