import type { MatrixCell } from '../matrix/cell.ts'
import type { Plan } from '../tutorial/planning/plan.ts'
import { whyNotHere } from '../tutorial/running/cell.ts'
import { openAhead, type Checker } from '../tutorial/verdict.ts'
import type { Slots } from './_slots.ts'

export interface CellCheckerOptions {
  readonly plan: Plan
  readonly cell: MatrixCell
  readonly slots: Slots
  /** Starts a container, in which the checks are done. */
  readonly open: () => Promise<Checker>
  /** Whether there is work when the checks are done: what was built is built a second time. */
  readonly keeps: boolean
}

/**
 * Does the checks of one tutorial in one cell, when its turn has come: its container starts before
 * that, while others are still at work.
 */
export function openCellChecker({ plan, cell, slots, open, keeps }: CellCheckerOptions): Checker {
  let beginning: Promise<Disposable> | undefined
  let reader: Checker | undefined
  const whyNot = (index: number): string | undefined => {
    const { skip, onlyOn } = plan.checks[index]!
    return skip?.reason ?? whyNotHere(onlyOn, cell)
  }
  const hasWork = plan.checks.some((_, index) => whyNot(index) === undefined)
  const begin = async (): Promise<Disposable> => {
    const opening = open()
    reader = openAhead(opening)
    // Nobody has a turn who waits for an image; why there is no container is told by the checks.
    await opening.catch(() => {})
    return slots.take()
  }
  return {
    async begin() {
      if (hasWork) await (beginning ??= begin())
    },
    async check(index, signal) {
      const reason = whyNot(index)
      if (reason !== undefined) return { held: 'skipped', reason }
      await this.begin?.()
      return reader!.check(index, signal)
    },
    async close() {
      using slot = await beginning
      if (!keeps) slot?.[Symbol.dispose]()
      await reader?.close()
    },
  }
}
