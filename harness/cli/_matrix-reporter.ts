import process from 'node:process'
import { styleText } from 'node:util'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { Failure } from '../tutorial/reporting/failure.ts'
import { formatFailure } from '../tutorial/reporting/format-failure.ts'
import { countResults } from '../tutorial/reporting/result.ts'
import { nameOf, paint } from './_check-reporter.ts'
import { resultOf } from './_check-result.ts'
import { endingOf, symbolOf, type CellEnding } from './_matrix-grid.ts'
import { seconds } from './_print.ts'

const COLOURS = {
  held: 'green',
  expected: 'cyan',
  failed: 'red',
  unproved: 'red',
  empty: 'yellow',
} as const satisfies Record<CellEnding, unknown>

/** The symbols of a matrix in their colours, on standard error. */
export function paintEnding(ending: CellEnding, text: string): string {
  return styleText(COLOURS[ending], text, { stream: process.stderr })
}

/**
 * Writes one line a tutorial and cell as it ends, and below it what did not hold there and why: lines
 * of cells that run at once do not mix, and each can be looked for by its cell.
 */
export class MatrixReporter implements Reporter {
  /** The cells in which a failure was told whole first, by what it is. */
  readonly #told = new Map<string, string>()

  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()]
    const results = tests.map(resultOf)
    const faults = module.errors()
    const { proved, reused, failed, skipped } = countResults(results)
    const expected = results.filter((result) => result.expected !== undefined).length
    const counts = [
      `${proved - expected} held${reused > 0 ? ` (${reused} reused)` : ''}`,
      expected && `${expected} failed as expected`,
      failed && `${failed} did not`,
      skipped && `${skipped} not run`,
    ]
    const ending = faults.length > 0 ? 'unproved' : endingOf(results)
    const time = seconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0))
    const { name } = module.project
    const told = `${counts.filter(Boolean).join(', ')}  ${dim(time)}`
    write(`${paintEnding(ending, symbolOf(ending))} ${name}  ${module.relativeModuleId}  ${told}`)
    for (const test of tests) this.#tell(test)
    tellFaults(faults)
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly Fault[]): void {
    tellFaults(errors)
  }

  #tell(test: TestCase): void {
    const { state, errors } = test.result()
    const { verdict } = test.meta()
    if (verdict?.held === true && verdict.expected !== undefined) {
      write(`${paintEnding('expected', symbolOf('expected'))} ${nameOf(test)}`, 2)
      write([...verdict.notes, verdict.expected].map(dim).join('\n'), 4)
    }
    if (state !== 'failed') return
    write(`${paintEnding('failed', symbolOf('failed'))} ${nameOf(test)}`, 2)
    if (verdict?.held === false) this.#tellFailure(test, verdict)
    else tellFaults(errors)
  }

  /** Once in full: most of what fails fails in every cell. */
  #tellFailure({ module, name, project }: TestCase, failure: Failure): void {
    const { code, summary, found } = failure
    const key = JSON.stringify([module.moduleId, name, code, summary, found])
    const cell = this.#told.get(key)
    if (cell === undefined) {
      this.#told.set(key, project.name)
      write(formatFailure(failure, paint), 4)
    } else write(`${summary} [${code}], ${dim(`as in ${cell}`)}`, 4)
  }
}

interface Fault {
  readonly message?: string
  readonly stack?: string
}

/** Outside of a check only nixproof itself can fail. */
function tellFaults(faults: readonly Fault[]): void {
  for (const { stack, message } of faults) write(stack ?? message ?? 'Unknown fault', 2)
}

const dim = (text: string): string => styleText('dim', text, { stream: process.stderr })

function write(text: string, indent = 0): void {
  process.stderr.write(`${text.replaceAll(/^(?=.)/gm, ' '.repeat(indent))}\n`)
}
