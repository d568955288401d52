/** One thing that `nixproof doctor` looks at. */
export interface DoctorCheck {
  /** Programs rely on it. */
  readonly name: string
  /** `warning`: a run works, with less. `problem`: `nixproof verify` cannot run. */
  readonly state: 'ok' | 'warning' | 'problem'
  readonly found: string
  /** What to do about it. */
  readonly next?: string | undefined
  /** More lines, for a person. */
  readonly details?: readonly string[]
  /** The same for programs. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** How long the engine may take to answer one question, in milliseconds. */
export const QUESTION_DEADLINE_MS = 10_000
