import { availableParallelism } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import {
  createVitest,
  type CliOptions,
  type InlineConfig,
  type ProjectConfig,
  type Reporter,
  type TestSpecification,
  type Vitest,
} from 'vitest/node'
import type { Checker } from '../tutorial/verdict.ts'
import { InOrder } from './_in-order.ts'
import { openDesk } from './desk.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import { nixproof, type PluginOptions, type ProvidedCell } from './plugin.ts'

const HARNESS = new RegExp(`^${RegExp.escape(fileURLToPath(new URL('..', import.meta.url)))}`)

/** vitest's own, by name and options, and others. */
export type Reporters = readonly (Reporter | [name: string, options: Record<string, unknown>])[]

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
  readonly #files: readonly string[]
  readonly #cells: CellRun['cells']

  private constructor(vitest: Vitest, files: readonly string[], cells: CellRun['cells']) {
    this.#vitest = vitest
    this.#files = files
    this.#cells = cells
  }

  /** @param files Absolute paths of plans and tutorials. */
  static async open(
    files: readonly string[],
    reporters: Reporters,
    plugin: PluginOptions = {},
    matrix?: CellRun,
  ): Promise<PlanRunner> {
    const each: ProjectConfig = {
      // Which files there are is known; as patterns, each would be held against each.
      include: [],
      // What somebody's text is tagged with is declared nowhere.
      strictTags: false,
      // Nothing is written where somebody works, and it may be the tutorial's own folder.
      fsModuleCache: false,
      // A thread is there sooner than a process; what is tested is in a container anyway.
      pool: 'threads',
      // Tutorials have nothing in common there, and to load all of it again took more than their own text.
      isolate: false,
      includeTaskLocation: true,
      // Node runs nixproof itself as it is; Vite would only transform it again in every run.
      server: { deps: { external: [HARNESS] } },
    }
    const options: CliOptions = {
      ...each,
      config: false,
      watch: false,
      sequence: { sequencer: InOrder },
      cache: false,
      reporters: [...reporters],
      // Checks wait for their containers, and hardly use this machine themselves.
      maxWorkers: matrix?.workers ?? availableParallelism(),
    }
    const vitest = await createVitest('test', options, {
      plugins: [nixproof(plugin)],
      // A tutorial is known by the path that it was named by, also behind a link.
      resolve: { preserveSymlinks: true },
      ...(matrix && { test: projectsOf(matrix, each) }),
    })
    return new PlanRunner(vitest, files, matrix?.cells ?? [])
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
    await this.#vitest.standalone()
    const specifications = this.#specifications()
    const { testModules, unhandledErrors } = await this.#vitest.runTestSpecifications(
      specifications,
      true,
    )
    // The exit code is decided by whoever asked, with the blame in view.
    process.exitCode = undefined
    await Promise.all([...checkers.values()].map((checker) => checker.close()))
    return outcomeOf(testModules, unhandledErrors, merged)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vitest.close()
  }

  /** Each file in each cell, in the order given. */
  #specifications(): TestSpecification[] {
    const cells = this.#cells.length > 0 ? this.#cells : [{ name: '' }]
    return cells.flatMap(({ name, files = this.#files }: Partial<CellRun['cells'][number]>) => {
      const project = this.#vitest.getProjectByName(name ?? '')
      return files.map((file) => project.createSpecification(file))
    })
  }
}

/**
 * They share the Vite server, so that a tutorial is made into tests once. Of options that are given
 * here they inherit none.
 */
function projectsOf({ cells, workers }: CellRun, each: ProjectConfig): InlineConfig {
  return {
    projects: cells.map(({ name, expected }) => ({
      extends: true,
      test: { ...each, maxWorkers: workers, name, provide: { nixproofCell: { name, expected } } },
    })),
  }
}
