import process from 'node:process'
import { styleText } from 'node:util'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { formatFailure, type Paint } from '../tutorial/reporting/format-failure.ts'
import { reusedText } from '../tutorial/reporting/reused-text.ts'
import { InTurn } from './_in-turn.ts'
import { checkPlace } from './_print.ts'
import { Progress, type Ending } from './_progress.ts'

const STYLES = {
  blame: ['red', 'bold'],
  label: 'dim',
  mark: 'red',
  gone: 'red',
  new: 'green',
  quiet: 'dim',
} as const satisfies Record<Parameters<Paint>[0], unknown>

/** Writes one line a check as it ends, what its steps did below it, and why it does not hold. */
export class CheckReporter implements Reporter {
  readonly #progress = new Progress()
  readonly #turns = new InTurn()
  readonly #live: boolean

  /** @param live Whether one check runs at a time, so that it can be shown while it does. */
  constructor({ live = true }: { readonly live?: boolean } = {}) {
    this.#live = live
  }

  onTestCaseReady(check: TestCase): void {
    if (this.#live) this.#progress.begin(nameOf(check))
  }

  onTestCaseResult(check: TestCase): void {
    this.#turns.write(check.module.moduleId, () => this.#tell(check))
  }

  #tell(check: TestCase): void {
    const result = check.result()
    const { verdict } = check.meta()
    if (result.state === 'passed' && verdict?.held === true && verdict.reused !== undefined) {
      this.#progress.drop()
      this.#progress.tell(nameOf(check), 'held', reusedText(verdict.reused))
    } else if (result.state === 'passed') {
      this.#end(check, 'held')
      this.#progress.detail(verdict?.held === true ? verdict.notes : [])
    } else if (result.state === 'failed') {
      this.#end(check, 'failed')
      if (verdict?.held === false) this.#progress.block(formatFailure(verdict, paint))
      else this.#fault(result.errors)
    } else if (result.state === 'skipped') {
      this.#end(check, 'skipped')
      this.#progress.detail([result.note ?? 'Skipped without a reason'])
    }
  }

  #end(check: TestCase, ending: Ending): void {
    const { verdict } = check.meta()
    // The first one may have begun before vitest asked for it.
    const measured = verdict && verdict.held !== 'skipped' ? verdict.durationMs : undefined
    const durationMs = measured ?? check.diagnostic()?.duration ?? 0
    if (this.#live) this.#progress.finish(ending, durationMs)
    else this.#progress.report(nameOf(check), ending, durationMs)
  }

  /** Outside of a check only nixproof itself can fail. */
  onTestModuleEnd(module: TestModule): void {
    this.#turns.write(module.moduleId, () => this.#fault(module.errors()))
    this.#turns.end(module.moduleId)
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly { stack?: string }[]): void {
    this.#turns.finish()
    this.#fault(errors)
  }

  #fault(errors: readonly { message?: string; stack?: string }[]): void {
    this.#progress.detail(errors.map(({ message, stack }) => stack ?? message ?? 'Unknown fault'))
  }
}

export const paint: Paint = (tone, text) =>
  styleText([STYLES[tone]].flat(), text, { stream: process.stderr })

/** Where it is comes first, as an editor opens it. */
export function nameOf({ name, module: { relativeModuleId } }: TestCase): string {
  return checkPlace(relativeModuleId, name)
}
