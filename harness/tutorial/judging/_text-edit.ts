import { applyEdits, type Edit } from '../fixing/edit.ts'
import type { Block } from '../markdown/document.ts'
import type { Excerpt } from '../planning/step.ts'
import type { Tutorial } from './finding.ts'
import type { Hunk } from './_hunks.ts'
import { excerptSlots } from './_excerpt.ts'
import { replaceLines } from './_slots.ts'
import { blocksOf, readBlocks } from './_source.ts'

/**
 * Edits of the Markdown after which an excerpt has other lines.
 *
 * @param linesFor What stands in the place of a hunk's lines; `undefined` where nothing can.
 * @returns Nothing where the Markdown would not show these lines: a fence among them ends the block.
 */
export function editExcerpt(
  tutorial: Tutorial,
  excerpt: Excerpt,
  hunks: readonly Hunk[],
  linesFor: (hunk: Hunk) => readonly string[] | undefined,
): readonly Edit[] | undefined {
  const slots = excerptSlots(tutorial, excerpt)
  if (!slots || hunks.length === 0) return undefined
  const shown = excerpt.text.split('\n')
  const edits: Edit[] = []
  const after: string[] = []
  let at = 0
  for (const hunk of hunks) {
    const lines = linesFor(hunk)
    if (!lines || lines.some((line) => /[\r\n]/.test(line))) return undefined
    edits.push(...replaceLines(slots, hunk.pattern, lines))
    after.push(...shown.slice(at, hunk.pattern.from), ...lines)
    at = hunk.pattern.to
  }
  after.push(...shown.slice(at))
  return showsThen(tutorial, excerpt, edits, after) ? edits : undefined
}

/** Whether the block shows these lines after the edits, and all others what they showed before. */
function showsThen(
  tutorial: Tutorial,
  excerpt: Excerpt,
  edits: readonly Edit[],
  lines: readonly string[],
): boolean {
  const before = blocksOf(tutorial)
  const { line } = excerpt.at
  const index = before.findIndex((block) => (block.lines.at(-1)?.line ?? 0) >= line)
  const block = before[index]
  if (!block) return false
  if (isPlain(block) && !edits.some(meansSomething)) return true
  const after = readBlocks({ ...tutorial, text: applyEdits(tutorial.text, edits) })
  if (before.length !== after.length) return false
  const first = block.lines.findIndex((one) => one.line === line)
  const shown = block.lines.map((one) => one.text)
  shown.splice(first, excerpt.text.split('\n').length, ...lines)
  return after.every(
    (one, at) => textOf(one) === (at === index ? shown.join('\n') : textOf(before[at]!)),
  )
}

/** A block with a fence that is in nothing else ends by a fence alone: no need to read it all again. */
function isPlain({ fenced, closed, position }: Block): boolean {
  return fenced && closed && position.start.column === 1
}

/** A fence, or where options of MyST begin. */
function meansSomething({ text }: Edit): boolean {
  return /^\s*(?:`{3}|~{3}|:|---)/m.test(text)
}

function textOf({ lines }: Block): string {
  return lines.map(({ text }) => text).join('\n')
}
