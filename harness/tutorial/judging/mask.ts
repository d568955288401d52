import type { Nondeterministic } from '../directives/directive.ts'
import { replaceMatches, toRegex } from './_own-regex.ts'

/** What is not compared: each such part of a line is the same as any other. */
export type Mask = (line: string) => string

/** A hash of a store path as it is (32 characters), and as authors write one: `abc...`, `<hash>`, `xxxx`. */
const STORE_HASH =
  /(\/nix\/store\/)(?:<[^>\s]*>|\$?\{?[A-Za-z0-9]*(?:\.{3,}|…)?[A-Za-z0-9]*\}?)(?=-[\w+.?=<-])/g

/** Of nixpkgs there are ten thousands, others with each revision; what a text itself makes is a few. */
const ADDED = /^Added \d{4,} variables\.$/

const KINDS: Readonly<Record<Nondeterministic & string, readonly [RegExp, string]>> = {
  'store-hash': [STORE_HASH, '$1<hash>'],
  date: [
    /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?|\d{1,2}[ /](?:\d\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)[ /]\d{4}(?:[: ]\d\d:\d\d:\d\d(?: ?(?:GMT|UTC|[+-]\d{4}))?)?|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* +\d{1,2}(?:,? +(?:\d\d:\d\d(?::\d\d)?(?: [A-Z]{3,4})? ?)?(?:\d{4})?)?)(?!\d)|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g,
    '<date>',
  ],
  duration: [
    /\b\d+(?:[.,]\d+)? ?(?:ns|µs|us|ms|s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?)\b(?: ?\d+(?:\.\d+)?(?:s|m)\b)*/g,
    '<duration>',
  ],
  // Hexadecimal, base 32 and base 64 of SHA-1, SHA-256 and SHA-512, and commits as git shortens them.
  hash: [
    /\b(?:sha(?:1|256|512)[-:])[A-Za-z0-9+/=]{20,}|\b(?:[0-9a-f]{40,128}|[0-9a-df-np-sv-z]{32,103}|(?=[0-9a-f]*\d)[0-9a-f]{7,12})\b/g,
    '<hash>',
  ],
  path: [/(?<![\w.])(?:~|\.{1,2})?\/[^\s"'`:;,()<>]*/g, '<path>'],
  number: [/\d+(?:[.,]\d+)*/g, '<number>'],
}

/**
 * Hashes of store paths are never compared where a text shows what a command prints: they follow from
 * the revision of nixpkgs, the system and the version of Nix, so that no reader expects to see the
 * author's. What the path is called is compared. Nor is it compared how many names nixpkgs adds to a
 * repl.
 *
 * @param texts Lines that are going to be masked: what a directive gives as an expression is held
 *   against all of them at once, and against others one by one.
 */
export function maskOf(
  kinds: true | readonly Nondeterministic[] | undefined,
  texts: readonly string[] = [],
): Mask {
  const mask = maskedBy(new Set(['store-hash', ...listOf(kinds)]), texts)
  return (line) => (ADDED.test(line) ? 'Added <number> variables.' : mask(line))
}

/** For what is to be the same but for what a directive names; `texts` as of `maskOf()`. */
export function exactMask(
  kinds: true | readonly Nondeterministic[] | undefined,
  texts: readonly string[] = [],
): Mask {
  return maskedBy(new Set(listOf(kinds)), texts)
}

function listOf(
  kinds: true | readonly Nondeterministic[] | undefined,
): readonly Nondeterministic[] {
  return kinds === true || !kinds ? [] : kinds
}

/**
 * In an order in which none takes a part of what another is about: a date has numbers.
 *
 * @throws NixproofError DIRECTIVE_INVALID for an expression that is none, or takes too long; the mask
 *   throws the latter as well
 */
function maskedBy(kinds: ReadonlySet<Nondeterministic>, texts: readonly string[]): Mask {
  const own = [...kinds].flatMap((kind) => (typeof kind === 'string' ? [] : [kind.regex]))
  for (const source of own) toRegex(source, 'g')
  const known = Object.entries(KINDS).filter(([kind]) => kinds.has(kind as keyof typeof KINDS))
  const withoutOwn = (lines: readonly string[]): readonly string[] =>
    own.reduce<readonly string[]>((all, source) => replaceMatches(source, all, '<any>'), lines)
  const masked = new Map<string, string>()
  const learn = (lines: readonly string[]): void => {
    for (const [index, line] of withoutOwn(lines).entries()) {
      const text = known.reduce((one, [, [what, by]]) => one.replaceAll(what, by), line)
      masked.set(lines[index]!, text)
    }
  }
  if (own.length > 0 && texts.length > 0) learn([...new Set(texts)])
  // A line is held against many others.
  return (line) => {
    if (!masked.has(line)) learn([line])
    return masked.get(line)!
  }
}
