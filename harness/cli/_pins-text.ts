import process from 'node:process'
import { styleText } from 'node:util'
import { formatPlace } from '../errors.ts'
import { applyEdits } from '../tutorial/fixing/edit.ts'
import { unifiedDiff } from '../tutorial/fixing/unified-diff.ts'
import type { Finding } from '../tutorial/pins/finding.ts'
import type { FileReport } from '../tutorial/pins/report.ts'
import type { Window } from '../tutorial/pins/windows.ts'
import { runWords } from '../tutorial/pins/words.ts'

const COLOURS = {
  ok: 'green',
  warning: 'yellow',
  tutorial: 'red',
  call: 'red',
  environment: 'red',
} as const

const paint = (...[format, text]: Parameters<typeof styleText>): string =>
  styleText(format, text, { stream: process.stdout })

/** The findings of a file for a person. */
export function reportText(report: FileReport): string {
  const { file, pins, unreadable, windows } = report
  const findings = pins.flatMap((pin) => pin.findings)
  return [
    paint('bold', file),
    ...unreadable.map(({ place, mayHidePins }) =>
      [
        `  ${paint(mayHidePins ? 'red' : 'yellow', 'NIX_SYNTAX')}  ${formatPlace(place)}`,
        '    This is not Nix, or goes on elsewhere; pins around it may not have been seen',
      ].join('\n'),
    ),
    ...findings.map(findingText),
    ...windows.map(windowText),
  ].join('\n')
}

function findingText({ code, severity, place, summary, ...more }: Finding): string {
  const rows = [
    ['wanted', more.wanted],
    ['found', more.found],
    ...more.history.map((line, index) => [index === 0 ? 'history' : '', line]),
    ['next', more.next],
  ]
  return [
    `  ${paint(COLOURS[severity], code)}  ${formatPlace(place)}`,
    `    ${summary}`,
    ...rows
      .filter(([, text]) => text !== undefined)
      .map(([label = '', text = '']) => `    ${paint('dim', label.padEnd(7))}  ${text}`),
  ].join('\n')
}

function windowText({ snippet, judgements, branch, runs }: Window): string {
  const which = `The ${judgements.length} pins at ${snippet.file}:${snippet.line} that follow "${branch}"`
  if (runs.length === 0) return `  ${paint('red', `${which} were never all right at once`)}`
  const lines = runs.map((run) => `    ${runWords(run)}`)
  return [`  ${which} were all right at once at`, ...lines].join('\n')
}

/** What the edits would change, as `git apply` takes it. */
export function diffText({ file, text, edits }: FileReport): string {
  return unifiedDiff([{ file, before: text, after: applyEdits(text, edits) }], process.cwd())
}

/** How many pins there are, and how they are. */
export function countText(reports: readonly FileReport[]): string {
  const codes = reports.flatMap(({ pins }) => pins.map(({ findings }) => findings[0]!.code))
  const moving = reports
    .flatMap(({ pins }) => pins)
    .filter(({ findings }) => findings.some(({ code }) => code === 'PIN_MOVING')).length
  const counts = Map.groupBy(codes, (code) => code.replace('PIN_', '').toLowerCase())
  const parts = [...counts].map(([word, { length }]) => `${length} ${word}`)
  const pins = `${codes.length} pin${codes.length === 1 ? '' : 's'}`
  return `${pins}: ${[...parts, ...(moving ? [`${moving} moving`] : [])].join(', ')}`
}
