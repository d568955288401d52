import type { DetailedResult } from '../result.ts'

/** What a page is made of. */
export interface PageReport {
  readonly results: readonly DetailedResult[]
  /** What went wrong outside of checks: nixproof's own faults. */
  readonly faults?: readonly string[]
  /** It was ended before all checks were done. */
  readonly isInterrupted?: boolean
  /** When the last check ended. Default: not told. */
  readonly endedAt?: Date
}

/** What every page has, as it is read from the files in `assets/`. */
export interface PageAssets {
  readonly style: string
  readonly script: string
}
