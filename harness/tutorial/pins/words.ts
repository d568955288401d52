import type { Commit } from '../../git/repository.ts'
import { heldFor, type Run } from './timeline.ts'

const UNITS = [
  ['year', 365 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** `27 minutes`, `2 days 16 hours`: the two biggest units, rounded down. */
export function duration(seconds: number): string {
  const first = UNITS.findIndex(([, length]) => seconds >= length)
  if (first < 0) return '0 seconds'
  let rest = Math.floor(seconds)
  return UNITS.slice(first, first + 2)
    .map(([name, length]) => {
      const count = Math.floor(rest / length)
      rest -= count * length
      return count === 0 ? '' : `${count} ${name}${count === 1 ? '' : 's'}`
    })
    .filter(Boolean)
    .join(' ')
}

/** `2025-01-01 13:52 UTC` */
export function date(time: number): string {
  return `${new Date(time * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

export function shortId(id: string): string {
  return id.slice(0, 12)
}

function commitWords({ id, time }: Pick<Commit, 'id' | 'time'>): string {
  return `${shortId(id)} (${date(time)})`
}

/** Which commits a run has and how long it held. */
export function runWords(run: Run): string {
  const commits =
    run.commits === 1
      ? `commit ${commitWords(run.first)}`
      : `${run.commits} commits, ${commitWords(run.first)} to ${commitWords(run.last)}`
  const held = heldFor(run)
  const until = held === undefined ? 'to this day' : `for ${duration(held)}`
  return `${commits}, ${until}`
}
