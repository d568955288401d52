import { openLater, type Checker, type Verdict } from '../verdict.ts'

/**
 * Nobody is told that a check does not hold because something was not built but taken from the warm
 * store: such a check is done again in a container that has none, after all those before it, and so
 * is whatever comes then.
 *
 * @param wasServed Whether anything in the first container came from there.
 * @param open Makes the second one.
 */
export function proveAgain(
  first: Checker,
  wasServed: () => Promise<boolean>,
  open: () => Promise<Checker>,
): Checker {
  const done: number[] = []
  let second: Checker | undefined
  return {
    async check(index, signal) {
      if (second) return second.check(index, signal)
      const verdict = await first.check(index, signal)
      if (!isDoubtful(verdict) || !(await wasServed())) {
        done.push(index)
        return verdict
      }
      second = openLater(open)
      for (const earlier of done) {
        // oxlint-disable-next-line no-await-in-loop -- each goes on where the one before has ended
        const again = await second.check(earlier, signal)
        // It was told to hold, and it does not: whoever has no warm store must not find that out.
        if (again.held === false) return again
      }
      return second.check(index, signal)
    },
    async close() {
      await second?.close()
      await first.close()
    },
  }
}

/** Whatever else went wrong would go wrong again. */
function isDoubtful(verdict: Verdict): boolean {
  return verdict.held === false && verdict.blame === 'tutorial'
}
