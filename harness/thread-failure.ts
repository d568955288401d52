import { NixproofError, type Code, type Details } from './errors.ts'

/** A class does not survive the way between threads; what an error says does. */
export interface ThreadFailure {
  readonly code: Code
  readonly summary: string
  readonly details: Details
}

/** @throws What is not a NixproofError: Node tells the other thread of that itself. */
export function toFailure(error: unknown): ThreadFailure {
  if (!(error instanceof NixproofError)) throw error
  const { code, summary, details } = error
  const { cause: _, ...rest } = details
  return { code, summary, details: rest }
}

export function fromFailure({ code, summary, details }: ThreadFailure): NixproofError {
  return new NixproofError(code, summary, details)
}
