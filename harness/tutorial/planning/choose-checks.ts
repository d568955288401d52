import { NixproofError } from '../../errors.ts'
import type { Planned } from './make-plan.ts'
import type { Check } from './plan.ts'

/**
 * Leaves of plans what is at a line, or below a heading; all else is skipped.
 *
 * @param only A line of the tutorial, or a part of a heading in any case.
 * @throws NixproofError USAGE when nothing is there.
 */
export function chooseChecks(
  all: ReadonlyMap<string, Planned>,
  only: string,
): Map<string, Planned> {
  const line = /^\d+$/.test(only) ? Number(only) : undefined
  const isChosen = (check: Check): boolean =>
    line === undefined
      ? check.name.toLowerCase().includes(only.toLowerCase())
      : check.line <= line && line <= check.lastLine
  const plans = [...all.values()].map(({ plan }) => plan)
  if (!plans.some(({ checks }) => checks.some(isChosen))) {
    const lines = plans.flatMap(({ checks }) => checks.map((check) => check.line))
    throw new NixproofError('USAGE', `No code block is chosen by "${only}"`, {
      wanted:
        line === undefined
          ? 'A part of a heading with code blocks below it'
          : `A line of a code block; they begin at ${lines.join(', ')}`,
      found: `--only ${only}`,
      next: 'Look at the plan: nixproof plan FILE',
    })
  }
  const chosen = [...all].map(([file, { plan }]): [string, Planned] => {
    const checks = plan.checks.map((check) =>
      isChosen(check)
        ? check
        : { ...check, skip: { reason: `It is not chosen by --only ${only}` } },
    )
    return [file, { plan: { ...plan, checks }, findings: [] }]
  })
  return new Map(chosen)
}
