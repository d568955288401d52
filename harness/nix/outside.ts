import type { Place } from '../errors.ts'
import type { NixFailure } from './failure.ts'

/** How to evaluate again where a name was missing. */
export interface OutsideQuestion {
  readonly name: string
  /** `outside.nix` of the embedded nixpkgs reads it; to any other nixpkgs it means nothing. */
  readonly env: Readonly<Record<string, string>>
}

/** What is known of a missing name. */
export interface Outside {
  /** What the embedded nixpkgs says of it, if it was looked for in one of its sets. */
  readonly outside?: string
  /** The place, where more than Nix's words tells it, or that there is none. */
  readonly place?: Place | undefined
}

const MISSING: readonly string[] = [
  'NIX_ATTRIBUTE_MISSING',
  'NIX_VARIABLE_UNDEFINED',
  'NIX_ARGUMENT_MISSING',
]

/**
 * The embedded nixpkgs has a part of nixpkgs' names and a list of some others. Whether a name in
 * neither was looked for in one of its sets, or in one of the tutorial's own, shows when every set of
 * its has that name. And where a listed name is used, Nix tells when no list has it.
 */
export function outsideQuestion({
  code,
  missing,
  message,
}: NixFailure): OutsideQuestion | undefined {
  const isMissing = missing !== undefined && MISSING.includes(code)
  const listed = code === 'NOT_EMBEDDED' ? /^"(?:.*\.)?(.+?)" is not in/.exec(message) : undefined
  const name = isMissing ? missing : listed?.[1]
  if (name === undefined) return undefined
  return { name, env: { NIXPROOF_OUTSIDE: `${isMissing ? '+' : '-'}${name}` } }
}

/** @param answer What came of the evaluation: a failure, or `undefined` where it went well. */
export function readOutside(
  failure: NixFailure,
  { name }: OutsideQuestion,
  answer: NixFailure | undefined,
): Outside {
  if (failure.code === 'NOT_EMBEDDED') {
    const isUse = answer?.missing === name && MISSING.includes(answer.code)
    return isUse && answer.place ? { place: answer.place } : {}
  }
  if (answer && answer.code !== 'NOT_EMBEDDED') return {}
  const isAbout = answer && outsideQuestion(answer)?.name === name
  // Nothing makes use of what the name stands for, or something else is not embedded either.
  const outside = isAbout ? answer.message : `"${name}" is not in the embedded nixpkgs; run with`
  const place = failure.place ?? answer?.place
  return { outside, ...(place && { place }) }
}
