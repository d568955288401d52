import type { Judgement } from './judgement.ts'
import { heldFor, type Run } from './timeline.ts'
import { date, duration, runWords, shortId } from './words.ts'

/** How often what a branch points at has changed. */
export function valueWords(values: readonly Run[]): string[] {
  const held = values
    .map(heldFor)
    .filter((seconds) => seconds !== undefined)
    .toSorted((a, b) => a - b)
  if (held.length === 0) return ['It has never changed so far']
  const [shortest, middle, longest] = [held[0]!, held[held.length >> 1]!, held.at(-1)!]
  if (held.length === 1) return [`It has changed once, after ${duration(shortest)}`]
  return [
    `It has changed ${held.length} times; what it was held for ${duration(shortest)} to ${duration(longest)}, half of the times for less than ${duration(middle)}`,
  ]
}

/** Which commits a hash fits, a sentence each. */
export function archaeologyWords({ content }: Judgement): string[] {
  const archaeology = 'archaeology' in content ? content.archaeology : undefined
  if (!archaeology) return []
  const { commits, partial, runs, elsewhere } = archaeology
  if (runs.length > 0) return runs.map((run) => `The hash fits ${runWords(run)}`)
  if (elsewhere) {
    const { first, last } = elsewhere
    const range =
      first.id === last.id ? shortId(first.id) : `${shortId(first.id)} to ${shortId(last.id)}`
    return [`The hash fits ${range} (${date(last.time)}), which the branch itself never was at`]
  }
  const seen = partial ? `the ${commits} commits that were looked at` : `all ${commits} commits`
  const more = partial ? '; older ones are not in a shallow clone, or before --since' : ''
  return [`The hash fits none of ${seen}${more}`]
}

/** True when the hash was found to be of some commit. */
export function foundAt({ content }: Judgement): boolean {
  const archaeology = 'archaeology' in content ? content.archaeology : undefined
  return (
    archaeology !== undefined &&
    (archaeology.runs.length > 0 || archaeology.elsewhere !== undefined)
  )
}

/** What a reader may look for in vain. */
export function noteWords({ notes }: Judgement): string[] {
  return notes.map(({ code, paths }) => {
    const [first = '', ...rest] = paths
    const which = `"${first}"${rest.length ? ` and ${rest.length} more` : ''}`
    return code === 'SUBMODULES_LEFT_OUT'
      ? `Submodules are empty directories in what is fetched: ${which}`
      : `Pointers stand for files of Git LFS, unless the host is set to put those in: ${which}`
  })
}
