import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import type { Reporter, TestModule } from 'vitest/node'
import type { CheckResult } from '../tutorial/reporting/result.ts'
import { resultOf } from './_check-result.ts'

/** Writes one text about all checks, when they have ended. */
export class SummaryReporter implements Reporter {
  readonly #format: (results: readonly CheckResult[]) => string
  readonly #file: string | undefined

  /** @param file Default: standard output. */
  constructor(format: (results: readonly CheckResult[]) => string, file?: string) {
    this.#format = format
    this.#file = file
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const text = this.#format(tests.map(resultOf))
    if (this.#file === undefined) {
      process.stdout.write(text)
      return
    }
    await mkdir(dirname(this.#file), { recursive: true })
    await writeFile(this.#file, text)
  }
}
