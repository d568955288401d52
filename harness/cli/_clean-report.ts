import type { DeadSwept } from '../engine/dead-runs.ts'
import type { RunOnEngine } from '../engine/runs.ts'

/** What `clean` has removed and kept, a line each. */
export function deadText({ runs, containers, networks, directories }: DeadSwept): string[] {
  const things = [
    count(containers, 'container'),
    count(networks, 'network'),
    count(directories, 'temporary directory', 'temporary directories'),
  ].filter((text) => text !== '')
  if (things.length === 0) return []
  return [`Removed ${list(things)} of ${runs > 0 ? count(runs, 'dead run') : 'dead runs'}`]
}

export function keptText(runs: readonly RunOnEngine[]): string[] {
  return runs.map(({ run, state, machine, containers, networks, newestAt }) => {
    const things = [count(containers, 'container'), count(networks, 'network')].filter(Boolean)
    const why =
      state === 'live'
        ? 'it is alive'
        : `it is of another machine (${machine?.split('@')[1] ?? 'unknown'}), made ${ageText(newestAt)} ago`
    return `Kept ${list(things)} of run ${run}: ${why}`
  })
}

export function count(number: number, one: string, many: string = `${one}s`): string {
  return number === 0 ? '' : `${number} ${number === 1 ? one : many}`
}

export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

export function bytes(size: number): string {
  if (size >= 1e9) return `${(size / 1e9).toFixed(1)} GB`
  return size >= 1e6 ? `${Math.round(size / 1e6)} MB` : `${Math.ceil(size / 1e3)} kB`
}

function ageText(at: number): string {
  const minutes = Math.max(0, Math.round((Date.now() - at) / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`
}
