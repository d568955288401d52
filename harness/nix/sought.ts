import type { NixFailure } from './failure.ts'
import { findWithoutFormat } from './nixpkgs-rules.ts'

/** What to look for in a tutorial's files, where Nix tells no place in them. */
export type Sought =
  /** What a file makes. */
  | { readonly what: 'result' }
  /** An argument of a function, in a line. */
  | { readonly what: 'argument'; readonly name: string; readonly line: number }
  /** What is in a list of dependencies; counted from 1 where it is known which. */
  | { readonly what: 'element'; readonly name: string; readonly index?: number }
  /** The name of a derivation. */
  | { readonly what: 'name'; readonly name: string }
  /** What a package gets its name from, which says more than where the trace of Nix ends. */
  | { readonly what: 'package'; readonly name: string }
  /** A derivation without a name. */
  | { readonly what: 'unnamed' }
  /** A name that is used. */
  | { readonly what: 'use'; readonly name: string }

/**
 * Nix evaluates late: when a derivation turns out to be wrong, what called for it is not in any
 * trace. The message says enough to find it.
 */
export function soughtBy({ code, message, missing, place }: NixFailure): Sought | undefined {
  // callPackage names file and line; anybody could, so they are looked at.
  if (code === 'NIX_ARGUMENT_MISSING' && place?.line !== undefined && missing !== undefined) {
    const { line, column } = place
    return column === undefined ? { what: 'argument', name: missing, line } : undefined
  }
  if (code === 'NOT_EMBEDDED') {
    const name = /^(?:the attribute )?"([^"]+)" is not in/.exec(message)?.[1]?.split('.').at(-1)
    return name === undefined ? undefined : { what: 'use', name }
  }
  const unsaid = code === 'NIX_EVALUATION' ? findWithoutFormat(message) : undefined
  if (unsaid !== undefined) return { what: 'package', name: unsaid }
  if (place) return undefined
  if (code === 'NIX_NOT_A_DERIVATION') return { what: 'result' }
  if (code === 'NIX_ATTRIBUTE_MISSING') {
    // mkDerivation of nixpkgs itself.
    return /^(?:p?name|version)$/.test(missing ?? '') ? { what: 'unnamed' } : undefined
  }
  if (code !== 'NIX_EVALUATION') return undefined
  if (/\bmkDerivation: a derivation needs a name/.test(message)) return { what: 'unnamed' }
  const { index, list } =
    /Dependency is not of a valid type: element(?: (?<index>\d+))? of (?<list>\w+)/.exec(message)
      ?.groups ?? {}
  if (list !== undefined) {
    return { what: 'element', name: list, ...(index !== undefined && { index: Number(index) }) }
  }
  const name = ILLEGAL_NAME.exec(message)?.slice(1).find(Boolean)
  return name === undefined ? undefined : { what: 'name', name: name.replace(/\.drv$/, '') }
}

/** Up to 2.18 it is the path in the store that has an illegal name. */
const ILLEGAL_NAME =
  /(?:store path '[a-z0-9]{32}-(.+?)'|name '(.+?)') contains illegal character|name '(.+?)' is not valid/
