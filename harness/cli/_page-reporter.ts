import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'
import { readAssets } from '../tutorial/reporting/page/read-assets.ts'
import { renderPage } from '../tutorial/reporting/page/render-page.ts'
import { resultOf, textsOf } from './_check-result.ts'

/** Writes the page about all checks, when they have ended or the run is interrupted. */
export class PageReporter implements Reporter {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: Parameters<typeof textsOf>[0],
    reason: TestRunEndReason,
  ): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const outside = modules.flatMap((module) => module.errors())
    const report = {
      results: tests.map(resultOf),
      faults: textsOf([...outside, ...unhandled]),
      isInterrupted: reason === 'interrupted',
      endedAt: new Date(),
    }
    const page = renderPage(report, await readAssets())
    await mkdir(dirname(this.#file), { recursive: true })
    await writeFile(this.#file, page)
  }
}
