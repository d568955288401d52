import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { Progress } from './_progress.ts'

/** Writes one line a check as it ends, what its steps did below it, and why it does not hold. */
export class CheckReporter implements Reporter {
  readonly #progress = new Progress()

  onTestCaseReady(check: TestCase): void {
    this.#progress.begin(check.name)
  }

  onTestCaseResult(check: TestCase): void {
    const result = check.result()
    if (result.state === 'passed') {
      this.#progress.finish('held')
      this.#progress.detail(check.annotations().map(({ message }) => message))
    } else if (result.state === 'failed') {
      this.#progress.finish('failed')
      this.#progress.detail(result.errors.map(({ name, message }) => `${name}\n${message}`))
    } else if (result.state === 'skipped') {
      this.#progress.finish('skipped')
      this.#progress.detail([result.note ?? 'Skipped without a reason'])
    }
  }

  /** Outside of a check only nixproof itself can fail. */
  onTestModuleEnd(module: TestModule): void {
    this.#fault(module.errors())
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly { stack?: string }[]): void {
    this.#fault(errors)
  }

  #fault(errors: readonly { message?: string; stack?: string }[]): void {
    this.#progress.detail(errors.map(({ message, stack }) => stack ?? message ?? 'Unknown fault'))
  }
}
