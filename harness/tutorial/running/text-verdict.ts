import { NixproofError } from '../../errors.ts'
import type { TextFinding } from '../finding.ts'
import { verdictOf, type NotHeld } from '../verdict.ts'

/** What the text alone says wrong, as the verdict of a check. */
export function textVerdict({ code, place, summary, wanted, found, next }: TextFinding): NotHeld {
  const details = Object.entries({ wanted, found, next }).filter(([, text]) => text !== undefined)
  return verdictOf(new NixproofError(code, summary, { ...Object.fromEntries(details), place }))
}
