import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'

/**
 * Says at the end of a run what was not proved on this machine, and what it needs. Other reporters
 * count what was skipped, and only some of them say why.
 */
export class Skips implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) => [...module.children.allTests('skipped')].flatMap(why))
    if (lines.length > 0) this.#vitest?.logger.log(`Not proved here:\n${lines.join('\n')}\n`)
  }
}

/** Nothing for a test that `-t` and the like have left out. */
function why(test: TestCase): string[] {
  const result = test.result()
  if (result.state !== 'skipped' || result.note === undefined) return []
  return [`  ${test.module.relativeModuleId} > ${test.fullName}\n    ${result.note}`]
}
