import type { Reporter, TestModule, Vitest } from 'vitest/node'

/**
 * Says at the end of a run what was not proved on this machine, and what that needs. Other reporters
 * count what was skipped, and only some of them say why.
 */
export class Skips implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap(({ children }) => [...children.allTests('skipped')])
    const lines = Map.groupBy(skipped, (test) => {
      const result = test.result()
      return result.state === 'skipped' ? result.note : undefined
    })
    lines.delete(undefined) // Left out by -t and the like.
    for (const [note, tests] of lines) {
      const names = tests.map((test) => `  ${test.module.relativeModuleId} > ${test.fullName}\n`)
      this.#vitest?.logger.log(`Not proved here: ${note}\n${names.join('')}`)
    }
  }
}
