import type { Cell } from '../running/cell.ts'
import type { Checker } from '../verdict.ts'

/**
 * For whoever proves without looking at what is kept: nobody may be told later that a check holds which
 * was seen not to. What was missing on this machine says nothing of the tutorial.
 *
 * @param tutorial Absolute.
 * @param cell Default: nobody knows which, so that all are meant.
 */
export function contradicting(checker: Checker, tutorial: string, cell?: Cell): Checker {
  return {
    async check(index, signal) {
      const verdict = await checker.check(index, signal)
      if (verdict.held === false && verdict.blame === 'tutorial') {
        // Seldom needed, and not small.
        const { forgetKept } = await import('./store.ts')
        await forgetKept(tutorial, cell)
      }
      return verdict
    },
    close: () => checker.close(),
  }
}
