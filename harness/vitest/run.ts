import { availableParallelism } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import {
  createVitest,
  type CliOptions,
  type InlineConfig,
  type ProjectConfig,
  type Reporter,
  type TestCase,
  type TestModule,
  type Vitest,
} from 'vitest/node'
import { EXIT_CODES, NixproofError, type Blame } from '../errors.ts'
import type { Checker } from '../tutorial/verdict.ts'
import { inOrder } from './_in-order.ts'
import { openDesk } from './desk.ts'
import { nixproof, type PluginOptions, type ProvidedCell } from './plugin.ts'

const HARNESS = new RegExp(`^${RegExp.escape(fileURLToPath(new URL('..', import.meta.url)))}`)

/** vitest's own, by name and options, and others. */
export type Reporters = readonly (Reporter | [name: string, options: Record<string, unknown>])[]

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

/** Several cells, each a vitest project in which every file is run. */
export interface CellRun {
  /** In the order in which they are begun. */
  readonly cells: readonly (ProvidedCell & {
    /** Absolute. Default: all. */
    readonly files?: readonly string[]
  })[]
  /** How many files are under way at once. */
  readonly workers: number
}

/** vitest, ready to run plans as test files. */
export class PlanRunner implements AsyncDisposable {
  readonly #vitest: Vitest

  private constructor(vitest: Vitest) {
    this.#vitest = vitest
  }

  /** @param files Absolute paths of plans and tutorials. */
  static async open(
    files: readonly string[],
    reporters: Reporters,
    plugin: PluginOptions = {},
    matrix?: CellRun,
  ): Promise<PlanRunner> {
    const each: ProjectConfig = {
      include: [...files],
      // What somebody's text is tagged with is declared nowhere.
      strictTags: false,
      // Nothing is written where somebody works, and it may be the tutorial's own folder.
      fsModuleCache: false,
      // A thread is there sooner than a process; what is tested is in a container anyway.
      pool: 'threads',
      includeTaskLocation: true,
      // Node runs nixproof itself as it is; Vite would only transform it again in every run.
      server: { deps: { external: [HARNESS] } },
    }
    const options: CliOptions = {
      ...each,
      config: false,
      watch: false,
      cache: false,
      reporters: [...reporters],
      // Checks wait for their containers, and hardly use this machine themselves.
      maxWorkers: matrix?.workers ?? availableParallelism(),
    }
    return new PlanRunner(
      await createVitest('test', options, {
        plugins: [nixproof(plugin)],
        // A tutorial is known by the path that it was named by, also behind a link.
        resolve: { preserveSymlinks: true },
        ...(matrix && { test: projectsOf(matrix, each) }),
      }),
    )
  }

  /**
   * @param checkers Who does the checks, by the plan's file, or by `deskKey()` where there are cells.
   * @param merged Whether this is a part, so that what is not run may be run elsewhere.
   * @returns The counts, and the exit code of the gravest blame: also where a cell is empty.
   * @throws {NixproofError} `NO_CHECKS` when not one check was run.
   */
  async run(
    checkers: ReadonlyMap<string, Checker>,
    { merged }: { readonly merged?: boolean | undefined } = {},
  ): Promise<Outcome> {
    using desk = openDesk(checkers)
    this.#vitest.provide('nixproofDesk', desk.name)
    const { testModules, unhandledErrors } = await this.#vitest.start()
    // The exit code is decided by whoever asked, with the blame in view.
    process.exitCode = undefined
    await Promise.all([...checkers.values()].map((checker) => checker.close()))
    return outcomeOf(testModules, unhandledErrors, merged)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vitest.close()
  }
}

/**
 * They share the Vite server, so that a tutorial is made into tests once. Of options that are given
 * here they inherit none.
 */
function projectsOf({ cells, workers }: CellRun, each: ProjectConfig): InlineConfig {
  const names = cells.map(({ name }) => name)
  return {
    projects: cells.map(({ files, ...cell }) => ({
      extends: true,
      test: {
        ...each,
        ...(files && { include: [...files] }),
        maxWorkers: workers,
        name: cell.name,
        provide: { nixproofCell: cell },
      },
    })),
    sequence: { sequencer: inOrder(names, each.include ?? []) },
  }
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
