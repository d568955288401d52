import { realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { Changes } from '../../git/last-change.ts'
import type { Plan } from '../planning/plan.ts'
import { judgeFile, type CompareStep } from './compare.ts'
import type { Finding, Tutorial } from './finding.ts'

export interface DriftOptions {
  /** The reader's directory, as edits name it. */
  readonly workspace: string
  readonly textOf: (file: string) => string | undefined
  /** Who says which side changed last. */
  readonly changes: Pick<Changes, 'newer'>
}

/**
 * Holds all that a plan has to compare with files against the workspace as it was given, and asks git
 * about what differs. Nothing is run for it.
 *
 * @throws as {@link Changes.newer}
 */
export async function judgeDrift(
  tutorial: Tutorial,
  { checks }: Pick<Plan, 'checks'>,
  options: DriftOptions,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { steps, skip } of checks) {
    if (skip) continue
    for (const step of steps) {
      if (step.do !== 'compare') continue
      const finding = await judgeCompared(tutorial, step, options)
      if (finding) findings.push(finding)
    }
  }
  return findings
}

/**
 * As `judgeFile()`, with the side that changed last. A file that is not in the workspace, nor by way
 * of a link, is not read: what it says would be told, and could be written.
 */
export async function judgeCompared(
  tutorial: Tutorial,
  step: CompareStep,
  { workspace, textOf, changes }: DriftOptions,
): Promise<Finding | undefined> {
  const file = resolve(workspace, step.path)
  if (!isWithin(workspace, file)) return outside(tutorial, step)
  const compared = { file, text: textOf(file) }
  const finding = judgeFile(tutorial, step, compared)
  if (!finding?.mends) return finding
  const from = step.at.line
  const lines = { from, to: from + step.text.split('\n').length - 1 }
  const newer = await changes.newer({ file: tutorial.file, lines }, { file })
  if (newer === undefined) return finding
  return judgeFile(tutorial, step, compared, newer === 'one' ? 'text' : 'file')
}

function isWithin(directory: string, file: string): boolean {
  if (!isBelow(directory, file)) return false
  try {
    return isBelow(realpathSync(directory), realpathSync(file))
  } catch {
    return true // There is no such file, and nothing to read.
  }
}

function isBelow(directory: string, file: string): boolean {
  const way = relative(directory, file)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function outside({ file }: Tutorial, { path, at: { line, column } }: CompareStep): Finding {
  return {
    code: 'DRIFT_FILE',
    severity: 'tutorial',
    place: { file, line, column },
    summary: `The text shows "${path}", which lies outside of the workspace`,
    wanted: 'A file in the workspace of the tutorial',
    found: 'A path, or a link, that leads out of it; the file was not read',
    next: 'Name a file of the workspace',
  }
}
