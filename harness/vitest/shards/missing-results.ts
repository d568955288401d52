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
  const files = missing.map((one) => fileOf(one, root))
  // Version, files, errors, coverage, time, modules: what mergeReports() of vitest reads.
  return stringify([version, files, [], undefined, 0, {}])
}

function fileOf({ unit, failure }: MissingResult, root: string): RunnerTestFile {
  const { tutorial, cell = '' } = unit
  // vitest sorts by it; nothing was run, and that comes last.
  const result = { state: 'fail', startTime: Date.now(), duration: 0 } as const
  const file: Omit<RunnerTestFile, 'file'> = {
    id: generateFileHash(tutorial, cell),
    name: tutorial,
    fullName: tutorial,
    type: 'suite',
    mode: 'run',
    filepath: resolve(root, tutorial),
    projectName: cell,
    tasks: [],
    meta: {},
    concurrencyId: 0,
    workerId: 0,
    result,
  }
  const whole: RunnerTestFile = Object.assign(file, { file: file as RunnerTestFile })
  const name = 'not run > line 1'
  const { name: headline, message, stack = '' } = toError({ ...failure, failure })
  const check: Omit<RunnerTestCase, 'context'> = {
    id: `${file.id}_0`,
    name,
    fullName: `${tutorial} > ${name}`,
    fullTestName: name,
    type: 'test',
    mode: 'run',
    file: whole,
    timeout: 0,
    annotations: [],
    artifacts: [],
    benchmarks: [],
    location: { line: 1, column: 1 },
    meta: { verdict: { line: 1, held: false, ...failure } },
    result: { ...result, errors: [{ name: headline, message, stack, stacks: [] }] },
  }
  // What is left out is for running it.
  whole.tasks.push(check as RunnerTestCase)
  return whole
}
