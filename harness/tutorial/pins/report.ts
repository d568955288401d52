import type { Blame } from '../../errors.ts'
import type { Edit } from '../fixing/edit.ts'
import { editsFor, type EditMode } from './edits.ts'
import { findPins, type Unreadable } from './find.ts'
import { findingsOf, type Finding } from './finding.ts'
import { judgePin, type JudgeOptions, type PinOrigin } from './judge.ts'
import type { Judgement } from './judgement.ts'
import { commonWindows, type Window } from './windows.ts'

export interface JudgedPin {
  readonly judgement: Judgement
  readonly findings: readonly Finding[]
}

/** All that was found out about the pins of one file. */
export interface FileReport {
  readonly file: string
  readonly text: string
  /** Pieces of Nix in the file. */
  readonly snippets: number
  readonly unreadable: readonly Unreadable[]
  readonly pins: readonly JudgedPin[]
  readonly windows: readonly Window[]
  /** What mends the file; nothing is written yet. */
  readonly edits: readonly Edit[]
}

/** Finds the pins of a file and judges them. */
export async function examine(
  file: string,
  text: string,
  origins: readonly PinOrigin[],
  mode: EditMode,
  options: JudgeOptions,
): Promise<FileReport> {
  const found = findPins(file, text)
  const judgements: Judgement[] = []
  for (const pin of found.pins) {
    options.signal.throwIfAborted()
    judgements.push(await judgePin(pin, origins, options))
  }
  const windows = commonWindows(judgements)
  return {
    file,
    text,
    snippets: found.snippets,
    unreadable: found.unreadable,
    pins: judgements.map((judgement) => ({ judgement, findings: findingsOf(judgement) })),
    windows,
    edits: editsFor(judgements, windows, mode),
  }
}

/**
 * Who has to act, the gravest first; `undefined` when every pin that was judged holds. A branch as
 * revision is a warning: the text works today. That no pin was judged at all is never fine.
 */
export function blameOf(reports: readonly FileReport[]): Blame | undefined {
  const findings = reports.flatMap(({ pins }) => pins.flatMap((pin) => pin.findings))
  const severities = new Set(findings.map(({ severity }) => severity))
  const hidden = reports.some(({ unreadable }) => unreadable.some((one) => one.mayHidePins))
  if (severities.has('call') || (!hidden && !severities.has('tutorial') && !severities.has('ok'))) {
    return 'call'
  }
  return severities.has('tutorial') || hidden ? 'tutorial' : undefined
}
