import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { setImmediate } from 'node:timers/promises'
import { styleText } from 'node:util'
import { EXIT_CODES, NixproofError } from '../errors.ts'
import type { GitOriginOptions } from '../origin/git/flag.ts'
import { applyEdits } from '../tutorial/fixing/edit.ts'
import type { EditMode } from '../tutorial/pins/edits.ts'
import { findPins } from '../tutorial/pins/find.ts'
import type { JudgeOptions } from '../tutorial/pins/judge.ts'
import { openPinOrigins, type PinOrigins } from '../tutorial/pins/origins.ts'
import { blameOf, examine, type FileReport } from '../tutorial/pins/report.ts'
import { reportJson } from './_pins-json.ts'
import { JUDGE, judgeOptions } from './_pins-progress.ts'
import { countText, diffText, reportText } from './_pins-text.ts'
import { Progress } from './_progress.ts'

export interface PinsFlags {
  readonly origin: readonly GitOriginOptions[]
  readonly fix?: true
  readonly pin?: true
  readonly atPin?: true
  readonly since?: string
  readonly json?: true
}

/** @returns The exit code. */
export async function pins(files: readonly string[], flags: PinsFlags): Promise<number> {
  const since = checkedDate(flags.since)
  const texts = new Map<string, string>()
  for (const file of files) texts.set(file, await readText(file))
  requirePins(texts)
  const abort = new AbortController()
  using progress = new Progress()
  progress.begin('Open the clones')
  await using origins = await openPinOrigins(flags.origin, abort.signal)
  progress.begin(JUDGE)
  const options = judgeOptions(progress, since, abort.signal)
  const mode: EditMode = flags.atPin ? 'at-pin' : flags.pin ? 'pin' : 'hash'
  const reports = await judge(texts, origins, mode, options)
  progress.finish('held')
  const mended = flags.fix ? await mend(reports, origins, mode, options) : reports
  const exitCode = exitCodeOf(mended)
  if (flags.json) process.stdout.write(`${reportJson(reports, exitCode)}\n`)
  else print(reports, mended, flags.fix === true)
  return exitCode
}

async function judge(
  texts: ReadonlyMap<string, string>,
  { origins }: PinOrigins,
  mode: EditMode,
  options: JudgeOptions,
): Promise<FileReport[]> {
  const reports: FileReport[] = []
  for (const [file, text] of texts) reports.push(await examine(file, text, origins, mode, options))
  return reports
}

/** Writes the edits, and judges what the files say then. */
async function mend(
  reports: readonly FileReport[],
  origins: PinOrigins,
  mode: EditMode,
  options: JudgeOptions,
): Promise<FileReport[]> {
  const texts = new Map(reports.map(({ file, text, edits }) => [file, applyEdits(text, edits)]))
  await interrupts()
  for (const { file, edits } of reports) {
    // Not awaited: an interrupt would leave half of a file behind.
    if (edits.length > 0) writeFileSync(file, texts.get(file)!)
  }
  return judge(texts, origins, mode, options)
}

/** An interrupt that has come is acted on once the event loop asks for it: a whole turn later. */
async function interrupts(): Promise<void> {
  await setImmediate()
  await setImmediate()
}

function print(reports: readonly FileReport[], mended: readonly FileReport[], fix: boolean): void {
  const diffs = reports.map(diffText).filter(Boolean)
  const exitCode = exitCodeOf(mended)
  const after = fix && diffs.length > 0 ? ['', `Written. Now ${countText(mended)}`] : []
  const hint = diffs.length > 0 && !fix ? ['Nothing was written: --fix writes this'] : []
  const none = exitCode === EXIT_CODES.call && !judged(mended) ? ['Not one pin was judged'] : []
  const count = styleText(['bold', exitCode === 0 ? 'green' : 'red'], countText(reports), {
    stream: process.stdout,
  })
  const text = [...reports.map(reportText), '', ...diffs, ...hint, count, ...none, ...after]
  process.stdout.write(`${text.join('\n')}\n`)
}

function judged(reports: readonly FileReport[]): boolean {
  return reports.some(({ pins: all }) =>
    all.some(({ judgement }) => judgement.content.state !== 'unjudged'),
  )
}

function exitCodeOf(reports: readonly FileReport[]): number {
  const blame = blameOf(reports)
  return blame === undefined ? 0 : EXIT_CODES[blame]
}

/** Nothing was judged is not the same as everything holds. */
function requirePins(texts: ReadonlyMap<string, string>): void {
  const found = [...texts].map(([file, text]) => ({ file, ...findPins(file, text) }))
  if (found.some(({ pins: all, unreadable }) => all.length > 0 || unreadable.length > 0)) return
  const snippets = found.reduce((sum, one) => sum + one.snippets, 0)
  throw new NixproofError('NO_PINS', 'There is not one pin to judge', {
    wanted:
      'A call such as `fetchFromGitHub { … }` in a .nix file, or in a Markdown block of the language "nix"',
    found: `${snippets} ${snippets === 1 ? 'piece' : 'pieces'} of Nix without any, in ${[...texts.keys()].join(', ')}`,
    next: 'Name the file that has the calls; mark its blocks with ```nix',
  })
}

async function readText(file: string): Promise<string> {
  try {
    // A byte order mark stays, so that nothing but the edits changes.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file))
  } catch (cause) {
    throw new NixproofError('USAGE', `"${file}" cannot be read`, {
      wanted: 'A Markdown or .nix file in UTF-8',
      found: cause instanceof Error ? cause.message : String(cause),
      next: 'Name a file that exists: nixproof pins README.md',
      cause,
    })
  }
}

/** git takes any text for a date, and what it does not understand for now. */
function checkedDate(since: string | undefined): string | undefined {
  if (since === undefined || !Number.isNaN(Date.parse(since))) return since
  throw new NixproofError('USAGE', '--since is not a date', {
    wanted: 'A date such as 2025-01-31 or 2025-01-31T12:00:00Z',
    found: `"${since}"`,
    next: 'Write the date as year, month, day',
  })
}
