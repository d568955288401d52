import { stripVTControlCharacters } from 'node:util'
import { formatPlace, type Blame } from '../../errors.ts'
import { visibleLines } from '../judging/visible.ts'
import type { Failure, StepTime } from './failure.ts'
import { formatFrame } from './_frame.ts'
import { lastLines } from './_log.ts'

/** What a piece of the text is, for whoever colours it. */
type Tone = 'blame' | 'label' | 'mark' | 'gone' | 'new' | 'quiet'
export type Paint = (tone: Tone, text: string) => string

/** Who has to act, in words. */
export const HEADLINES: Readonly<Record<Blame, string>> = {
  tutorial: 'The tutorial is wrong',
  call: 'The call is wrong',
  environment: 'The environment is missing something',
}

const LABEL = 8
/** Lines of what was wanted and of what was found. */
const VALUE_LINES = 12
const DIFF_LINES = 40
const STEPS = 30
const COLUMNS = 200

/**
 * Tells a failure to a person: who has to act, where, the block with the line marked, what was wanted
 * and what came, the end of the log without what Nix writes on its way, the steps with their times, and
 * what to do next. At most some 150 lines.
 *
 * @param paint Colours the pieces. Default: there are no colours.
 */
export function formatFailure(failure: Failure, paint: Paint = (_, text) => text): string {
  const { blame, code, summary, place, frame, diff, log, steps, next } = failure
  const row = (label: string, lines: readonly string[]): string[] =>
    lines.map((line, index) =>
      `  ${paint('label', (index === 0 ? label : '').padEnd(LABEL))}${line}`.trimEnd(),
    )
  const parts = [
    [
      `${paint('blame', HEADLINES[blame])}: ${plain(summary)} ${paint('quiet', `[${code}]`)}`,
      ...(place ? [`  ${formatPlace(place)}`] : []),
    ],
    frame ? formatFrame(frame, place, paint) : [],
    [...row('wanted', valueLines(failure.wanted)), ...row('found', valueLines(failure.found))],
    diff === undefined ? [] : row('diff', diffLines(diff, paint)),
    log === undefined
      ? []
      : row(
          'log',
          lastLines(log).map((line) => cut(line)),
        ),
    steps === undefined ? [] : row('steps', stepLines(steps, paint)),
    next === undefined ? [] : row('next', plain(next).split('\n')),
  ]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function valueLines(value: string | undefined): readonly string[] {
  return value === undefined
    ? []
    : bounded(visibleLines(value), VALUE_LINES).map((line) => cut(line))
}

function diffLines(diff: string, paint: Paint): readonly string[] {
  const lines = bounded(plain(diff).split('\n'), DIFF_LINES).map((line) => {
    const tone = line.startsWith('-') ? 'gone' : line.startsWith('+') ? 'new' : undefined
    return tone ? paint(tone, cut(line)) : cut(line)
  })
  return [paint('quiet', '- as the text has it, + as it is'), ...lines]
}

const MARKS = { held: '✓', failed: '✗', 'not run': '·' } as const

function stepLines(steps: readonly StepTime[], paint: Paint): readonly string[] {
  // The failed one is never what is left out.
  const failed = steps.findIndex(({ state }) => state === 'failed')
  const from = Math.max(0, Math.min(failed, steps.length - 1) - STEPS + 5)
  const shown = steps.slice(from, from + STEPS)
  const names = shown.map(({ what }) => cut(plain(what).split('\n')[0]!, 60))
  const width = Math.max(...names.map(({ length }) => length))
  const lines = shown.map(({ state, durationMs }, index) => {
    const time =
      durationMs === undefined ? (state === 'not run' ? 'not run' : '') : formatDuration(durationMs)
    const text = `${MARKS[state]} ${names[index]!.padEnd(width)}  ${time}`.trimEnd()
    return state === 'failed' ? paint('gone', text) : text
  })
  const after = steps.length - from - shown.length
  return [
    ...(from > 0 ? [`… ${from} steps before`] : []),
    ...lines,
    ...(after > 0 ? [`… ${after} more steps`] : []),
  ]
}

/** `340 ms`, `1.2 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

function bounded(lines: readonly string[], most: number): readonly string[] {
  const more = lines.length - most
  return more > 1 ? [...lines.slice(0, most), `… ${more} more lines`] : lines
}

/** What came from outside may have colours of its own. */
function plain(text: string): string {
  return stripVTControlCharacters(text)
}

function cut(line: string, most: number = COLUMNS): string {
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}
