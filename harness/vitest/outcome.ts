import type { TestCase, TestModule } from 'vitest/node'
import { EXIT_CODES, NixproofError, type Blame } from '../errors.ts'

/** What came of a run. */
export interface Outcome {
  readonly held: number
  /** Of the held: those that were not done again. */
  readonly reused: number
  readonly failed: number
  readonly skipped: number
  readonly exitCode: number
  /** The cells in which not one check was run. */
  readonly empty: readonly string[]
}

/**
 * @param isPart Of one that is merged.
 * @throws {NixproofError} `NO_CHECKS` when not one check was run.
 */
export function outcomeOf(
  modules: readonly TestModule[],
  unhandled: readonly unknown[],
  isPart: boolean = false,
): Outcome {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const inState = (state: string): TestCase[] =>
    tests.filter((test) => test.result().state === state)
  const [held, failed, skipped] = [inState('passed'), inState('failed'), inState('skipped')]
  // What fails outside of a check is a fault of nixproof's own, and says nothing about the tutorial.
  const faults = [...unhandled, ...modules.flatMap((module) => module.errors())]
  if (!isPart && held.length + failed.length + faults.length === 0) {
    throw new NixproofError('NO_CHECKS', 'Not one check was run, so nothing is proved', {
      next: 'Look at the plan: everything in it was skipped',
    })
  }
  const empty = isPart ? [] : emptyCells(modules)
  const blames = [
    ...failed.map(blameOf),
    ...faults.map(() => 'environment' as const),
    ...empty.map(() => 'call' as const),
  ]
  return {
    held: held.length,
    reused: held.filter(isReused).length,
    failed: failed.length,
    skipped: skipped.length,
    empty,
    exitCode: Math.max(0, ...blames.map((blame) => EXIT_CODES[blame])),
  }
}

function isReused(test: TestCase): boolean {
  const { verdict } = test.meta()
  return verdict?.held === true && verdict.reused !== undefined
}

/** The projects in which every test was skipped. */
function emptyCells(modules: readonly TestModule[]): string[] {
  const projects = Map.groupBy(modules, ({ project }) => project.name)
  const isRun = (module: TestModule): boolean =>
    module.errors().length > 0 ||
    [...module.children.allTests()].some((test) => test.result().state !== 'skipped')
  return [...projects].filter(([, own]) => !own.some(isRun)).map(([name]) => name)
}

function blameOf(test: TestCase): Blame {
  const { verdict } = test.meta()
  return verdict?.held === false ? verdict.blame : 'environment'
}
