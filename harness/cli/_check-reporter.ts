import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { Progress, type Ending } from './_progress.ts'

/** Writes one line a check as it ends, what its steps did below it, and why it does not hold. */
export class CheckReporter implements Reporter {
  readonly #progress = new Progress()
  readonly #live: boolean

  /** @param live Whether one check runs at a time, so that it can be shown while it does. */
  constructor({ live = true }: { readonly live?: boolean } = {}) {
    this.#live = live
  }

  onTestCaseReady(check: TestCase): void {
    if (this.#live) this.#progress.begin(nameOf(check))
  }

  onTestCaseResult(check: TestCase): void {
    const result = check.result()
    if (result.state === 'passed') {
      this.#end(check, 'held')
      const steps = check.annotations().filter(({ type }) => type === 'step')
      this.#progress.detail(steps.map(({ message }) => message))
    } else if (result.state === 'failed') {
      this.#end(check, 'failed')
      this.#progress.detail(result.errors.map(({ name, message }) => `${name}\n${message}`))
    } else if (result.state === 'skipped') {
      this.#end(check, 'skipped')
      this.#progress.detail([result.note ?? 'Skipped without a reason'])
    }
  }

  #end(check: TestCase, ending: Ending): void {
    if (this.#live) this.#progress.finish(ending)
    else this.#progress.report(nameOf(check), ending, check.diagnostic()?.duration ?? 0)
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

/** Where it is comes first, as an editor opens it. */
function nameOf({ name, module: { relativeModuleId } }: TestCase): string {
  const line = / > line (\d+)$/.exec(name)
  return line ? `${relativeModuleId}:${line[1]}:1  ${name.slice(0, line.index)}` : name
}
