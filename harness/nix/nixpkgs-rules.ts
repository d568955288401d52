import { plain } from './marks.ts'

/** What the rules of a release of nixpkgs say, in its own words. */

const ABORTED = /^evaluation aborted with the following error message: '/
/** Since 25.11, and before: https://github.com/NixOS/nixpkgs/pull/433057 */
const FEATURES =
  /This version of Nixpkgs requires an implementation of Nix with the following features:[^]*?reports at least (?<wanted>[\d.]+\d)[^]*?You are evaluating with Nix (?<found>\S+?),/
const MINIMUM = /This version of Nixpkgs requires Nix >= (?<wanted>[\d.]+\d)/

export interface TooOld {
  /** The least version of Nix that the nixpkgs in use can be evaluated with. */
  readonly wanted: string
  /** The one that evaluates it, where nixpkgs tells it. */
  readonly found?: string
}

/** Whether nixpkgs gives up because Nix is too old for it. */
export function findTooOld(message: string, stderr: string): TooOld | undefined {
  if (!ABORTED.test(message)) return undefined
  const text = plain(stderr)
  const { wanted, found } = (FEATURES.exec(text) ?? MINIMUM.exec(text))?.groups ?? {}
  return wanted === undefined ? undefined : { wanted, ...(found !== undefined && { found }) }
}

/**
 * The package that does not say how it is built, by its full name, which has the interpreter's before
 * it unless it is an application. https://github.com/NixOS/nixpkgs/pull/421660
 */
export function findWithoutFormat(message: string): string | undefined {
  return /^(?:python\d+\.\d+-)?(\S+) does not configure a `format`\./.exec(message)?.[1]
}
