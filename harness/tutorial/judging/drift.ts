import { resolve } from 'node:path'
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

/** As `judgeFile()`, with the side that changed last. */
export async function judgeCompared(
  tutorial: Tutorial,
  step: CompareStep,
  { workspace, textOf, changes }: DriftOptions,
): Promise<Finding | undefined> {
  const file = resolve(workspace, step.path)
  const compared = { file, text: textOf(file) }
  const finding = judgeFile(tutorial, step, compared)
  if (!finding?.mends) return finding
  const from = step.at.line
  const lines = { from, to: from + step.text.split('\n').length - 1 }
  const newer = await changes.newer({ file: tutorial.file, lines }, { file })
  if (newer === undefined) return finding
  return judgeFile(tutorial, step, compared, newer === 'one' ? 'text' : 'file')
}
