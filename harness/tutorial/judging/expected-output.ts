import type { Expect } from '../directives/directive.ts'
import type { Check } from '../planning/plan.ts'
import { align } from './_align.ts'
import type { Finding, Tutorial } from './finding.ts'
import { outputPattern } from './_pattern.ts'
import { firstMatch } from './_own-regex.ts'
import { diffRows } from './_rows.ts'
import { exactMask, maskOf } from './mask.ts'
import { compareLines } from './output.ts'
import { visibleLines } from './visible.ts'

/** What a directive says of an output; a string is `like`. */
export type OutputMatch = NonNullable<Exclude<Expect, string>['output']>

type Differs = Pick<Finding, 'wanted' | 'found' | 'diff'>

/** Of an output that is not what it should be, no more is told. Characters. */
const TOLD = 2000

/**
 * Holds what the commands of a check printed against what a directive says of it: `exact` is exact but
 * for what a reader does not see and what `nondeterministic` names; `like` is compared as output that
 * the text shows; `contains` and `regex` look at what a reader sees.
 *
 * @returns `undefined` when all that is given holds; else `DRIFT_OUTPUT`, at the block.
 * @throws NixproofError DIRECTIVE_INVALID for a pattern that is no regular expression, or takes over a second
 */
export function judgeExpectedOutput(
  { file }: Tutorial,
  { expect, line, nondeterministic }: Pick<Check, 'expect' | 'line' | 'nondeterministic'>,
  printed: string,
): Finding | undefined {
  const match = typeof expect === 'string' ? undefined : expect.output
  const differs = match === undefined ? undefined : outputDiffers(match, printed, nondeterministic)
  if (!differs) return undefined
  return {
    code: 'DRIFT_OUTPUT',
    severity: 'tutorial',
    place: { file, line },
    summary: 'The commands print something else than the directive says',
    ...differs,
    next: 'Correct the commands, or `expect` of the directive',
  }
}

/** In words, the first part of a match that does not hold. */
export function outputDiffers(
  match: OutputMatch,
  printed: string,
  nondeterministic: Check['nondeterministic'],
): Differs | undefined {
  const { exact, contains, regex, like } = typeof match === 'string' ? { like: match } : match
  const lines = visibleLines(printed)
  const text = lines.join('\n')
  const found = text === '' ? 'No output' : bounded(text)
  const missing = listOf(contains).find((part) => !hasPart(text, part, nondeterministic))
  if (missing !== undefined) return { wanted: `Output that contains "${missing}"`, found }
  if (regex !== undefined && !firstMatch(regex, text)) {
    return { wanted: `Output that matches /${regex}/`, found }
  }
  if (exact !== undefined) {
    const wanted = visibleLines(exact)
    const mask = exactMask(nondeterministic, [...wanted, ...lines])
    if (wanted.map(mask).join('\n') !== lines.map(mask).join('\n')) {
      const pattern = wanted.map((line) => ({
        ...outputPattern('', mask),
        text: line,
        matches: (other: string) => mask(line) === mask(other),
      }))
      const diff = diffRows(pattern, lines, align(pattern, lines))
      return { wanted: `Exactly "${bounded(exact)}"`, found, diff }
    }
  }
  const judged =
    like === undefined
      ? undefined
      : compareLines(visibleLines(like).join('\n'), printed, {
          ...(nondeterministic !== undefined && { nondeterministic }),
        })
  if (!judged) return undefined
  const { pattern, lines: came, steps } = judged
  return { wanted: `Output like "${bounded(like!)}"`, found, diff: diffRows(pattern, came, steps) }
}

function hasPart(text: string, part: string, kinds: Check['nondeterministic']): boolean {
  if (text.includes(part)) return true
  const [lines, wanted] = [visibleLines(text), visibleLines(part)]
  const mask = maskOf(kinds, [...lines, ...wanted])
  return lines.map(mask).join('\n').includes(wanted.map(mask).join('\n'))
}

export function listOf(texts: string | readonly string[] | undefined): readonly string[] {
  return texts === undefined ? [] : typeof texts === 'string' ? [texts] : texts
}

export function bounded(text: string): string {
  const more = text.length - TOLD
  return more > 0 ? `${text.slice(0, TOLD)} … ${more} more characters` : text
}
