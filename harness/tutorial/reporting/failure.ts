import type { Blame, Code, NixproofError, Place } from '../../errors.ts'
import type { Finding, Tutorial } from '../judging/finding.ts'

/** Lines of a file as they are written, to show where something is wrong. */
export interface Frame {
  /** The number of the first one, counted from 1. */
  readonly first: number
  readonly lines: readonly string[]
}

/** A step of the check, and what came of it. */
export interface StepTime {
  /** As a reader would name it: the command. */
  readonly what: string
  readonly state: 'held' | 'failed' | 'not run'
  /** Milliseconds. */
  readonly durationMs?: number
}

/** All there is to say about a check that does not hold. No colours, nothing folded, nothing cut. */
export interface Failure {
  readonly blame: Blame
  readonly code: Code
  readonly summary: string
  /** The line that is marked. */
  readonly place?: Place
  /** The block, of the file of the place. */
  readonly frame?: Frame
  readonly wanted?: string
  readonly found?: string
  /** Lines that begin with ` `, `-` or `+`. */
  readonly diff?: string
  /** What was printed, as it came. */
  readonly log?: string
  readonly steps?: readonly StepTime[]
  readonly next?: string
}

/** What is known besides an error or a finding. */
export type Around = Pick<Failure, 'frame' | 'log' | 'steps'>

/** @param around Its log takes the place of the one that the error has. */
export function failureOfError(
  { blame, code, summary, details }: NixproofError,
  around: Around = {},
): Failure {
  const { wanted, found, place, next, result } = details
  return {
    blame,
    code,
    summary,
    ...(place && { place }),
    ...(wanted !== undefined && { wanted }),
    ...(found !== undefined && { found }),
    ...(result && { log: result.stderr || result.stdout }),
    ...(next !== undefined && { next }),
    ...around,
  }
}

export function failureOfFinding(finding: Finding, around: Around = {}): Failure {
  const { severity, code, summary, place, wanted, found, diff, next } = finding
  return {
    blame: severity === 'warning' ? 'tutorial' : severity,
    code,
    summary,
    place,
    ...(wanted !== undefined && { wanted }),
    ...(found !== undefined && { found }),
    ...(diff !== undefined && { diff }),
    ...(next !== undefined && { next }),
    ...around,
  }
}

/** The lines of a block, with its fences; both counted from 1 and included. */
export function frameOf(
  { text }: Pick<Tutorial, 'text'>,
  { line, lastLine }: { readonly line: number; readonly lastLine: number },
): Frame {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  return { first: line, lines: lines.slice(line - 1, lastLine) }
}
