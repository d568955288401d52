import type { CommandResult } from '../../errors.ts'
import type { NixFailure } from '../failure.ts'
import { stripAnsi } from '../messages.ts'
import type { Surroundings } from '../place.ts'

/** What a person is told of a failure. */
interface Explanation {
  readonly summary: string
  readonly wanted?: string | undefined
  readonly found?: string | undefined
  readonly next: string
}

export interface Told extends Surroundings {
  readonly result: CommandResult
  /** `nix-build`, `nix-shell` or `nixos-rebuild`. */
  readonly tool: string
}

export type Explain = (failure: NixFailure, told: Told) => Explanation

/** The last words of a builder, in the phase that failed, or of all that was written. */
export function lastWords({ builder }: NixFailure, { result }: Told): string {
  if (builder) {
    const { log, phase } = builder
    const ofPhase = phase === undefined ? [] : log.slice(log.indexOf(`Running phase: ${phase}`) + 1)
    return (ofPhase.length > 0 ? ofPhase : log).join('\n') || 'Its log is empty'
  }
  const lines = stripAnsi(result.stderr).trimEnd().split('\n').slice(-LAST_LINES)
  return lines.join('\n') || 'It wrote nothing'
}

const LAST_LINES = 10

/** What is told of a failure is to be read; all that was written is in the result. */
const MOST_CHARACTERS = 400
const MOST_LINES = 16

/** Leaves out the end of long lines, and the last of many. */
export function bounded(text: string): string {
  const lines = text.split('\n')
  const told = lines.slice(0, MOST_LINES).map((line) => {
    const left = line.length - MOST_CHARACTERS
    return left > 0 ? `${line.slice(0, MOST_CHARACTERS)}… ${left} characters left out` : line
  })
  const left = lines.length - MOST_LINES
  return [...told, ...(left > 0 ? [`… ${left} lines left out`] : [])].join('\n')
}

/** `"a", "b" or "c"` */
function alternatives(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`)
  const last = quoted.at(-1) ?? ''
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${last}` : last
}

/** What to do about a name that does not exist. */
export function didYouMean(names: readonly string[] | undefined, otherwise: string): string {
  return names && names.length > 0 ? `Did you mean ${alternatives(names)}?` : otherwise
}
