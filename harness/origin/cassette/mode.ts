import { basename, dirname, extname, join } from 'node:path'
import { NixproofError } from '../../errors.ts'

const CASSETTE_MODES = ['replay', 'record-new', 'record-all', 'off'] as const

/**
 * What a cassette does with a request:
 *
 * - `replay` (the default): only the recordings answer, and nothing leaves the machine. What was not
 *   recorded fails the check with NOT_RECORDED.
 * - `record-new`: recordings answer where there are some; everything else is asked of the internet,
 *   and added. What is there already is neither asked again nor changed.
 * - `record-all`: everything is asked of the internet; what comes back replaces the recordings of the
 *   same request. Recordings that this run does not ask for stay.
 * - `off`: the cassette answers nothing and records nothing; the next origin is asked.
 */
export type CassetteMode = (typeof CASSETTE_MODES)[number]

/** @throws NixproofError USAGE with the modes there are. */
export function parseCassetteMode(text: string): CassetteMode {
  const mode = CASSETTE_MODES.find((one) => one === text)
  if (mode !== undefined) return mode
  throw new NixproofError('USAGE', 'There is no such mode for a cassette', {
    wanted: `One of ${CASSETTE_MODES.map((one) => `"${one}"`).join(', ')}`,
    found: `"${text}"`,
    next: 'Write one of them',
  })
}

/** Where the cassette of a tutorial is: `docs/guide.md` has `docs/guide.cassette`. */
export function cassettePath(tutorial: string): string {
  return join(dirname(tutorial), `${basename(tutorial, extname(tutorial))}.cassette`)
}
