import type { Plan } from './plan.ts'

/**
 * The first fragment of a plan that is not, byte for byte, what the tutorial has on that line:
 * proving another text would prove nothing about the tutorial.
 */
export function findAltered(plan: Plan, tutorial: string): { line: number } | undefined {
  const starts = [0, ...[...tutorial.matchAll(/\n/g)].map(({ index }) => index + 1)]
  return plan.checks
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (step.do === 'configure' ? (step.fragments ?? []) : []))
    .find(({ text, line }) => !tutorial.startsWith(text, starts[line - 1] ?? tutorial.length))
}
