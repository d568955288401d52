import { NixproofError } from '../../errors.ts'
import type { TextFinding } from '../finding.ts'
import type { Tutorial } from '../judging/finding.ts'
import { failureOfError, frameOf } from '../reporting/failure.ts'
import { verdictOf, type NotHeld } from '../verdict.ts'

/** Lines shown before and after the one that is meant. */
const AROUND = 2

/** What the text alone says wrong, as the verdict of a check. */
export function textVerdict(
  { code, place, summary, wanted, found, next }: TextFinding,
  tutorial: Tutorial,
): NotHeld {
  const details = Object.entries({ wanted, found, next }).filter(([, text]) => text !== undefined)
  const error = new NixproofError(code, summary, { ...Object.fromEntries(details), place })
  const { line } = place
  if (line === undefined || place.file !== tutorial.file) return verdictOf(error)
  const first = Math.max(1, line - AROUND)
  const frame = frameOf(tutorial, { line: first, lastLine: line + AROUND })
  return { ...verdictOf(error), failure: failureOfError(error, { frame }) }
}
