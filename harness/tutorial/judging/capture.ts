import type { Captured, Expect } from '../directives/directive.ts'
import type { Check } from '../planning/plan.ts'
import type { Finding, Tutorial } from './finding.ts'
import { firstMatch } from './_own-regex.ts'
import { visibleLines } from './visible.ts'

export interface Capture {
  /** Variables that later commands find in their environment, and expectations as `${NAME}`. */
  readonly values: Readonly<Record<string, string>>
  /** `CAPTURE_MISSING` for each that the output does not have. */
  readonly findings: readonly Finding[]
}

/** Nix base 32 has no e, o, t and u (libutil/hash.cc). */
const STORE_PATH = /\/nix\/store\/[0-9a-df-np-sv-z]{32}-[\w+.?=-]+/g
const HASH =
  /\b(?:md5|sha1|sha256|sha512)[-:][A-Za-z0-9+/=]{20,}|(?<![\w/])(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-df-np-sv-z]{52})(?!\w)/g
const URL_LIKE = /\bhttps?:\/\/[^\s"'`<>()]*[^\s"'`<>().,;:!?]/g

/**
 * Takes out of an output what a directive names. Of several store paths, hashes and addresses the last
 * one counts: what Nix made, and what it got, it says at the end.
 *
 * @throws NixproofError DIRECTIVE_INVALID for a pattern that is no regular expression, or takes over a second
 */
export function captureFrom(
  { file }: Tutorial,
  { capture = {}, line }: Pick<Check, 'capture' | 'line'>,
  printed: string,
): Capture {
  const text = visibleLines(printed).join('\n')
  const values: Record<string, string> = {}
  const findings: Finding[] = []
  for (const [name, what] of Object.entries(capture)) {
    const value = valueOf(text, what)
    if (value !== undefined) values[name] = value
    else {
      findings.push({
        code: 'CAPTURE_MISSING',
        severity: 'tutorial',
        place: { file, line },
        summary: `The output has nothing for "${name}"`,
        wanted: typeof what === 'string' ? `A ${what}` : `A match of /${what.regex}/`,
        found: text.slice(-400) || 'No output',
        next: 'Correct the commands, or `capture` of the directive',
      })
    }
  }
  return { values, findings }
}

function valueOf(text: string, what: Captured): string | undefined {
  if (typeof what !== 'string') {
    const match = firstMatch(what.regex, text)
    return match ? (match[1] ?? match[0]) : undefined
  }
  if (what === 'output') return text
  const form = { 'store-path': STORE_PATH, hash: HASH, url: URL_LIKE }[what]
  return text.match(form)?.at(-1)
}

/** An expectation with `${NAME}` replaced by what was captured; other names stay as they are. */
export function fillIn(expect: Expect, values: Readonly<Record<string, string>>): Expect {
  const replaced = (text: string): string =>
    text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? values[name]! : whole,
    )
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') return replaced(value)
    if (Array.isArray(value)) return value.map(fill)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one)]))
  }
  return fill(expect) as Expect
}
