import type { Place } from '../errors.ts'
import { textOf, type NixMessage } from './messages.ts'
import { findCall, placesInside, type Surroundings } from './place.ts'

/** What Nix found while it read and evaluated, before anything was built. */
export interface EvaluationFailure {
  readonly code: EvaluationCode
  /** The name that was asked for and does not exist, or the path, or the argument. */
  readonly missing?: string
  /** What Nix proposes instead. */
  readonly suggestions?: readonly string[]
  /** A better place than that of the message. */
  readonly place?: Place
}

export type EvaluationCode =
  | 'NIX_SYNTAX'
  | 'NIX_ATTRIBUTE_MISSING'
  | 'NIX_VARIABLE_UNDEFINED'
  | 'NIX_ARGUMENT_MISSING'
  | 'NIX_ARGUMENT_UNEXPECTED'
  | 'NIX_RECURSION'
  | 'NIX_FILE_MISSING'
  | 'NIX_NOT_A_DERIVATION'

const CALL_PACKAGE =
  /^(?:evaluation aborted with the following error message: ')?(?:lib\.customisation\.)?callPackageWith: Function called without required argument "(.+?)"/

const NO_DERIVATION = /^expression does not evaluate to a derivation/

/**
 * The forms of all versions. A code is here where a reader would do something else about it than
 * about the others; the rest is NIX_EVALUATION.
 */
const FORMS: readonly (readonly [EvaluationCode, RegExp])[] = [
  ['NIX_SYNTAX', /^(?:syntax error|path has a trailing slash)/],
  ['NIX_ATTRIBUTE_MISSING', /^attribute '(.+?)' (?:missing|in selection path '.*' not found)$/],
  ['NIX_VARIABLE_UNDEFINED', /^undefined variable '(.+)'$/],
  ['NIX_ARGUMENT_MISSING', /^(?:anonymous )?function .*called without required argument '(.+)'$/],
  // callPackage of nixpkgs: https://github.com/NixOS/nixpkgs/blob/24.11/lib/customisation.nix
  ['NIX_ARGUMENT_MISSING', CALL_PACKAGE],
  // What nix-build itself calls, with nothing.
  [
    'NIX_ARGUMENT_MISSING',
    /^cannot (?:evaluate|auto-call) a function that has an argument without a value \('(.+?)'\)/,
  ],
  ['NIX_ARGUMENT_UNEXPECTED', /^(?:anonymous )?function .*called with unexpected argument '(.+)'$/],
  ['NIX_RECURSION', /^(?:infinite recursion encountered|stack overflow)/],
  ['NIX_FILE_MISSING', /^(?:getting status of|opening file) '(.+)': No such file or directory$/],
  ['NIX_FILE_MISSING', /^path '(.+)' does not exist$/],
  ['NIX_FILE_MISSING', /^file '(.+)' was not found in the Nix search path/],
  ['NIX_NOT_A_DERIVATION', NO_DERIVATION],
]

/** nixpkgs throws the one, and Nix has the other without colour and place. */
const THROWN: readonly RegExp[] = [CALL_PACKAGE, NO_DERIVATION]

/** @param messages What Nix wrote; the last one is the error. */
export function findEvaluationFailure(
  messages: readonly NixMessage[],
  surroundings: Surroundings,
): EvaluationFailure | undefined {
  const last = messages.at(-1)
  if (!last) return undefined
  const text = textOf(last)
  for (const [code, form] of FORMS) {
    const match = form.exec(text)
    // What is thrown may look like any of them.
    if (!match || (last.isThrown && !THROWN.includes(form))) continue
    const missing = match[1]
    const suggestions = findSuggestions(last)
    const place = /\bcalled with/.test(text)
      ? (placeOfFunction(text, surroundings) ?? findCall(messages, surroundings))
      : undefined
    return {
      code,
      ...(missing !== undefined && { missing }),
      ...(suggestions.length > 0 && { suggestions }),
      ...(place && { place }),
    }
  }
  return undefined
}

/**
 * callPackage tells file and line of the function that it calls, and the embedded one the column:
 * nobody else's call is to blame.
 */
function placeOfFunction(text: string, surroundings: Surroundings): Place | undefined {
  const { file, line, column } =
    /" at (?<file>\/[^:]+):(?<line>\d+)(?::(?<column>\d+))?/.exec(text)?.groups ?? {}
  if (file === undefined) return undefined
  const place = {
    file,
    line: Number(line),
    ...(column !== undefined && { column: Number(column) }),
  }
  return placesInside([{ text, lines: [], places: [place] }], surroundings)[0]
}

/** `Did you mean flask?`, `Did you mean one of a, b or c?`; callPackage: `, did you mean "a" or "b"?` */
function findSuggestions({ lines }: NixMessage): string[] {
  const line = lines.find((text) => /did you mean/i.test(text))
  const names = /did you mean (?:one of )?(.+)\?/i.exec(line ?? '')?.[1]
  return names?.split(/, or |, | or /).map((name) => name.replaceAll('"', '')) ?? []
}

/**
 * A thrown message may be any text, but an evaluation error comes with a trace, a place, or (2.8)
 * the hint how to get a trace.
 */
export function isEvaluation(messages: readonly NixMessage[], stderr: string): boolean {
  return (
    messages.some(({ places, isThrown }) => isThrown || places.length > 0) ||
    EVALUATED.test(messages.at(-1)?.text ?? '') ||
    stderr.includes("'--show-trace'")
  )
}

/** What 2.8 tells no place of. */
const EVALUATED = /^evaluation aborted with |^store path '.+' contains illegal character/

/** The option that a message of NixOS' modules, or of the embedded ones, is about. */
export function findOption(message: string): string | undefined {
  const { option, outside } =
    /^(?:The option|A definition for option|The option definition) `(?<option>.+?)'|^the option "(?<outside>.+)" is not/.exec(
      message,
    )?.groups ?? {}
  // What is inside a value is told in brackets: `environment.systemPackages."[definition 1-entry 2]"`.
  return (option ?? outside)?.replace(/\."\[definition .*$/, '')
}
