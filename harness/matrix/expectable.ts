import { ALL_CODES, blameOf, type Code } from '../errors.ts'

/** What is of the text and its cell, and comes each time, though others have to act on it. */
const OF_THE_CELL: readonly Code[] = [
  'NOT_EMBEDDED',
  'NIXPKGS_MISSING',
  'NIX_TOO_OLD',
  'SYSTEM_UNAVAILABLE',
  'NO_ORIGIN',
  'NOT_RECORDED',
  'ORIGIN_INCOMPLETE',
  'PIN_UNJUDGED',
]
const OF_NO_CHECK: readonly Code[] = ['PIN_OK', 'EXPECTED_FAILURE_MISSING']

/**
 * What a check that was run can fail with. A cell without an image, or whose engine is gone, has run
 * nothing: where that was expected it would be green, and nothing proved.
 */
export const EXPECTABLE_CODES: readonly Code[] = ALL_CODES.filter(
  (code) =>
    !OF_NO_CHECK.includes(code) && (blameOf(code) === 'tutorial' || OF_THE_CELL.includes(code)),
)
