import process from 'node:process'
import type { Reporter, TestModule } from 'vitest/node'
import type { MatrixCell } from '../matrix/cell.ts'
import { resultOf } from './_check-result.ts'
import { endingOf, formatGrid, type CellEnding } from './_matrix-grid.ts'
import { paintEnding } from './_matrix-reporter.ts'

/** Writes the grid of tutorials and cells when all have ended. */
export class GridReporter implements Reporter {
  readonly #cells: readonly MatrixCell[]

  readonly #files: readonly string[]

  /** @param files The tutorials, absolute; both are shown in the order given. */
  constructor(cells: readonly MatrixCell[], files: readonly string[]) {
    this.#cells = cells
    this.#files = files
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const endings = new Map<string, Map<string, CellEnding>>()
    const placeOf = ({ moduleId }: TestModule): number => this.#files.indexOf(moduleId)
    for (const module of modules.toSorted((a, b) => placeOf(a) - placeOf(b))) {
      const results = [...module.children.allTests()].map(resultOf)
      const ending = module.errors().length > 0 ? 'unproved' : endingOf(results)
      const own = endings.get(module.relativeModuleId) ?? new Map<string, CellEnding>()
      endings.set(module.relativeModuleId, own.set(module.project.name, ending))
    }
    process.stderr.write(`\n${formatGrid(this.#cells, endings, paintEnding)}\n\n`)
  }
}
