import { LineCounter, parseDocument, type Document } from 'yaml'
import { NixproofError, type Place } from '../errors.ts'
import { planSchema, type Plan } from './plan.ts'

/**
 * Reads a plan out of YAML text.
 *
 * @param file Only for messages.
 * @throws {NixproofError} `PLAN_INVALID` with every fault and the place of the first;
 *   `NO_CHECKS` for a plan that would prove nothing.
 */
export function readPlan(text: string, file: string): Plan {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [fault] = document.errors
  if (fault) {
    throw invalid(fault.message.split('\n')[0] ?? '', placeAt(file, lines, fault.pos[0]))
  }
  const { data: plan, error } = planSchema.safeParse(document.toJS())
  if (error) {
    const found = error.issues.map(({ path, message }) => `${path.join('.') || 'plan'}: ${message}`)
    const at = offsetOf(document, error.issues[0]?.path ?? [])
    throw invalid(found.join('\n'), placeAt(file, lines, at))
  }
  if (plan.checks.length === 0) {
    throw new NixproofError('NO_CHECKS', 'The plan has no checks, so it proves nothing', {
      wanted: 'At least one check',
      found: '"checks" is empty',
      place: { file },
      next: 'Add a check to the plan',
    })
  }
  return plan
}

function invalid(found: string, place: Place): NixproofError {
  return new NixproofError('PLAN_INVALID', 'The plan cannot be read', {
    wanted: 'A plan of format 1, as harness/tutorial/plan.ts describes it',
    found,
    place,
    next: 'Correct the plan at the place above',
  })
}

/** The nearest node that exists: a key that is missing is reported where it should have been. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: number[] } | undefined
    if (node?.range) return node.range[0] ?? 0
  }
  return document.range?.[0] ?? 0
}

function placeAt(file: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { file, line, column: col }
}
