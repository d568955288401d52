import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'
import { NixproofError, type Place } from '../../errors.ts'
import type { ReaderDesk } from './reader-desk.ts'
import { FindingError } from './finding-error.ts'
import { relocate } from './relocate.ts'

/**
 * An error with a place that an editor opens: of a file of the workspace as it is named here, and where
 * there is none, that of the step. Nothing can be said about a tutorial whose container, or engine,
 * went away under it: then the error is that one.
 */
export async function inTellingPlaces(
  { container, workspace }: ReaderDesk,
  at: Place,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof NixproofError) || error instanceof FindingError) return error
  const gone =
    error.blame === 'tutorial' &&
    (await container.requireRunning().then(
      () => undefined,
      (why: unknown) => why,
    ))
  return relocate(gone || error, (place) => {
    if (!place) return at
    const file = join(workspace, place.file)
    return existsSync(file) ? { ...place, file: relative(process.cwd(), file) } : undefined
  })
}
