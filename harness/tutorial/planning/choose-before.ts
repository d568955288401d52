import type { Check, Plan } from './plan.ts'

/** The part of a plan that is above a line: of the block that the line is in, the steps above it. */
export function planAbove(plan: Plan, line: number): Plan {
  const checks = plan.checks.flatMap((check): Check[] => {
    if (check.line >= line) return []
    if (check.lastLine < line) return [check]
    const steps = check.steps.filter((step) => 'at' in step && step.at.line < line)
    return [{ ...check, steps, expect: 'ok', cleanup: [] }]
  })
  return { ...plan, checks }
}
