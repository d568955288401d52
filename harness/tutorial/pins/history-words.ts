import type { Judgement, Moving } from './judgement.ts'
import { heldFor } from './timeline.ts'
import { date, duration, runWords, shortId } from './words.ts'

/** So many values are told one by one; of more the shortest, the longest and the middle one. */
const FEW = 3

/** How often what a branch points at has changed. */
export function valueWords({ values, partial, timeline }: Moving): string[] {
  const seen = partial ? ` in the ${timeline.commits.length} commits that were looked at` : ''
  const changes = values.length - 1
  if (changes < 1) return [partial ? `It has not changed${seen}` : 'It has never changed so far']
  const changed = `It has changed ${changes === 1 ? 'once' : `${changes} times`}${seen}`
  // Of a part of the history, nobody knows since when it was what it was first.
  const held = values
    .slice(partial ? 1 : 0)
    .map(heldFor)
    .filter((seconds) => seconds !== undefined)
  if (held.length === 0) return [changed]
  if (held.length <= FEW) return [`${changed}, after ${inOrder(held.map(duration))}`]
  const sorted = held.toSorted((a, b) => a - b)
  const [shortest, middle, longest] = [sorted[0]!, sorted[sorted.length >> 1]!, sorted.at(-1)!]
  return [
    `${changed}; what it was held for ${duration(shortest)} to ${duration(longest)}, half of the times for less than ${duration(middle)}`,
  ]
}

/** Since when a branch has what it has. */
export function sinceWords({ values, partial }: Moving): string[] {
  const current = values.at(-1)
  if (!current || current.until !== undefined) return []
  const least = partial && values.length === 1 ? 'at least ' : ''
  const since = `${shortId(current.first.id)} (${date(current.from)})`
  return [`What it has now it has ${least}since ${since}`]
}

function inOrder(parts: readonly string[]): string {
  return parts.length === 1
    ? parts.join('')
    : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
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
