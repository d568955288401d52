import process from 'node:process'
import type { Reporter, TestModule } from 'vitest/node'
import type { ListedCell } from '../matrix/cell.ts'
import { resultOf } from './_check-result.ts'
import { endingOf, formatGrid, type CellEnding } from './_matrix-grid.ts'
import { paintEnding } from './_matrix-reporter.ts'

/** Writes the grid of tutorials and cells when all have ended. */
export class GridReporter implements Reporter {
  readonly #cells: readonly ListedCell[]

  constructor(cells: readonly ListedCell[]) {
    this.#cells = cells
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const endings = new Map<string, Map<string, CellEnding>>()
    for (const module of modules) {
      const results = [...module.children.allTests()].map(resultOf)
      const ending = module.errors().length > 0 ? 'unproved' : endingOf(results)
      const own = endings.get(module.relativeModuleId) ?? new Map<string, CellEnding>()
      endings.set(module.relativeModuleId, own.set(module.project.name, ending))
    }
    process.stderr.write(`\n${formatGrid(this.#cells, endings, paintEnding)}\n\n`)
  }
}
