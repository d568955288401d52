import type { Blame, Code, Place } from '../errors.ts'

/** Something true about the text of a tutorial, or of what steers its plan, that needs a fix. */
export interface TextFinding {
  readonly code: Extract<
    Code,
    | 'ADDRESS_AMBIGUOUS'
    | 'ADDRESS_UNMATCHED'
    | 'DIRECTIVE_INVALID'
    | 'DRIFT_PATH'
    | 'DRIFT_URL'
    | 'FENCE_OPEN'
    | 'NO_CHECKS'
  >
  /** Who has to act; a warning asks nobody to. */
  readonly severity: 'warning' | Blame
  readonly place: Place
  readonly summary: string
  readonly wanted?: string
  readonly found?: string
  /** The next thing to do, as an instruction. */
  readonly next?: string
}
