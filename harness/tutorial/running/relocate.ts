import { NixproofError, type Place } from '../../errors.ts'
import type { Excerpt } from '../planning/step.ts'

/** The same error, at the place that `locate` makes of its own; without one it stays as it is. */
export function relocate(
  error: unknown,
  locate: (place: Place | undefined) => Place | undefined,
): unknown {
  if (!(error instanceof NixproofError)) return error
  const place = locate(error.details.place)
  if (!place) return error
  const moved = new NixproofError(error.code, error.summary, { ...error.details, place })
  if (error.stack !== undefined) moved.stack = error.stack
  return moved
}

/** Where a line and column of an excerpt are in the tutorial. */
export function placeInExcerpt(
  tutorial: string,
  { at }: Excerpt,
  { line = 1, column }: Omit<Place, 'file'>,
): Place {
  return {
    file: tutorial,
    line: at.line + line - 1,
    ...(column !== undefined && { column: at.column + column - 1 }),
  }
}
