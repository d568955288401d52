import type { Place } from '../../errors.ts'
import type { Excerpt } from '../planning/step.ts'
import type { Tutorial } from './finding.ts'
import { slotsOf, type Slots } from './_slots.ts'
import { startsOf } from './_source.ts'

/** The lines of an excerpt, in the Markdown. */
export function excerptSlots(tutorial: Tutorial, { text: shown, at }: Excerpt): Slots | undefined {
  const { file, text } = tutorial
  return slotsOf(file, text, at.line, shown.split('\n'), startsOf(tutorial))
}

/** Where a line of an excerpt is in the Markdown. */
export function placeOf(tutorial: Tutorial, excerpt: Excerpt, line: number): Place {
  const { file } = tutorial
  const count = excerpt.text.split('\n').length
  const index = Math.min(Math.max(line, 0), count - 1)
  const slot = excerptSlots(tutorial, excerpt)?.lines[index]
  const column = slot ? slot.textFrom - slot.from + 1 : excerpt.at.column
  return { file, line: excerpt.at.line + index, column }
}

/** The lines of an excerpt; none where there is nothing but blanks. */
export function linesOf({ text }: Excerpt): readonly string[] {
  return text.trim() === '' ? [] : text.split('\n')
}

/** An excerpt without the empty lines at its ends, which a reader does not see. */
export function withoutEmptyEnds({ text, at }: Excerpt): Excerpt {
  const lines = text.split('\n')
  const says = (line: string): boolean => line.trim() !== ''
  const first = Math.max(0, lines.findIndex(says))
  const kept = lines.slice(first, Math.max(lines.findLastIndex(says), first) + 1)
  const skipped = lines.slice(0, first).reduce((sum, line) => sum + line.length + 1, 0)
  return {
    text: kept.join('\n'),
    at: { ...at, line: at.line + first, offset: at.offset + skipped },
  }
}
