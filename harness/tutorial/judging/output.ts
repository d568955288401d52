import type { Check } from '../planning/plan.ts'
import type { Excerpt } from '../planning/step.ts'
import { align, type Step } from './_align.ts'
import { matchBuild, nearEnd, quietFor } from './_build-log.ts'
import type { Finding, Mend, Tutorial } from './finding.ts'
import { hunksOf } from './_hunks.ts'
import { matchLines } from './_match.ts'
import { outputPattern, withLooseBlanks, type LinePattern } from './_pattern.ts'
import { diffRows, firstDifference, lineWords } from './_rows.ts'
import { placeOf, withoutEmptyEnds } from './_excerpt.ts'
import { editExcerpt } from './_text-edit.ts'
import { maskOf } from './mask.ts'
import { visibleLines } from './visible.ts'

export interface OutputRules {
  readonly nondeterministic?: Check['nondeterministic']
  /** The command, as the reader types it. */
  readonly run?: string
}

/** More lines than these are not written into a tutorial. */
const WRITTEN_LINES = 100

/**
 * Holds what a command printed against what the text shows below it.
 *
 * What a reader does not see is not compared: colours, blanks at the ends of lines, CRLF, empty lines
 * around it; nor the hashes of store paths, which nobody expects to be the author's. `...` and `…`
 * stand for anything, inside a line or, alone or behind a comment mark, for lines. What Nix writes
 * on its way may be left out, and of a command that builds the log in front of what it ends with.
 *
 * @param printed On standard output and standard error, as it came.
 * @returns `undefined` when it holds; else `DRIFT_OUTPUT` at the first line that differs.
 * @throws NixproofError DIRECTIVE_INVALID for a pattern that is no regular expression, or takes over a second
 */
export function judgeOutput(
  tutorial: Tutorial,
  block: Excerpt,
  printed: string,
  { nondeterministic, run = '' }: OutputRules = {},
): Finding | undefined {
  if (nondeterministic === true) return undefined
  const shown = withoutEmptyEnds(block)
  const judged = compareLines(shown.text, printed, { nondeterministic, run })
  if (!judged) return undefined
  const { pattern, lines, steps } = judged
  const first = firstDifference(pattern, lines, steps)
  const mend = steps && mendOf(tutorial, shown, judged)
  return {
    code: 'DRIFT_OUTPUT',
    severity: 'tutorial',
    place: placeOf(tutorial, shown, first.pattern),
    summary: run
      ? `${quoted(run)} prints something else than the text shows`
      : 'The text shows other output than came',
    wanted: lineWords(first.wanted),
    found: lines.length === 0 ? 'No output' : lineWords(first.found),
    diff: diffRows(pattern, lines, steps),
    next: 'Correct the command, or the output that the text shows; `nixproof fix` writes what came',
    ...(mend && { mends: [mend] }),
  }
}

interface Compared {
  /** Of the visible lines of the text. */
  readonly pattern: readonly LinePattern[]
  readonly lines: readonly string[]
  readonly steps: readonly Step[] | undefined
}

/** @returns What differs; nothing when it holds. */
export function compareLines(
  text: string,
  printed: string,
  { nondeterministic, run = '' }: OutputRules,
): Compared | undefined {
  const shown =
    text.trim() === '' ? [] : text.split('\n').map((line) => visibleLines(line)[0] ?? '')
  const raw = visibleLines(printed)
  const mask = maskOf(nondeterministic, [...shown, ...raw])
  const pattern = withLooseBlanks(shown.map((line) => outputPattern(line, mask)))
  const quieten = quietFor(run, raw)
  const quiet = quieten(raw)
  if (matchLines(pattern, raw) || matchLines(pattern, quiet.lines)) return undefined
  const { lines: calm } = quieten(shown)
  const without = withLooseBlanks(calm.map((line) => outputPattern(line, mask)))
  if (matchLines(without, quiet.lines) || matchBuild(without, quiet, run)) return undefined
  const lines = calm.length < shown.length ? raw : nearEnd(pattern, quiet, run)
  return { pattern, lines, steps: align(pattern, lines) }
}

function mendOf(
  tutorial: Tutorial,
  shown: Excerpt,
  { lines, steps = [] }: Compared,
): Mend | undefined {
  const hunks = hunksOf(steps)
  const written = hunks.reduce((sum, { lines: { from, to } }) => sum + to - from, 0)
  // Of an output that was cut no part is written: who knows what it was.
  const isCut = lines.some((line) => /^… \d+ characters left out …$/.test(line))
  if (isCut || written > WRITTEN_LINES) return undefined
  const edits = editExcerpt(tutorial, shown, hunks, ({ lines: { from, to } }) =>
    lines.slice(from, to),
  )
  return edits && { writes: 'text', edits }
}

function quoted(run: string): string {
  const [first = '', ...more] = run.split('\n')
  return `"${first}${more.length > 0 ? ' …' : ''}"`
}
