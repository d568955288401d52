import type { Directive } from '../directives/directive.ts'
import type { Directed } from '../directives/of-document.ts'
import type { Check } from './plan.ts'

type Directable = Pick<
  Check,
  | 'expect'
  | 'skip'
  | 'cwd'
  | 'env'
  | 'mountAs'
  | 'timeout'
  | 'session'
  | 'setup'
  | 'cleanup'
  | 'capture'
  | 'nondeterministic'
  | 'onlyOn'
  | 'origins'
  | 'tags'
>

/** What directives say of a check, in the terms of a plan. */
export function directed({ directive, places }: Directed): Directable {
  const {
    skip,
    expect = 'ok',
    timeout,
    nondeterministic,
    env,
    cwd,
    mountAs,
    session,
    capture,
  } = directive
  const cells = directive['only-on']
  return {
    expect,
    ...(skip !== undefined && {
      skip: { reason: skip, ...(places.skip && { place: places.skip }) },
    }),
    ...(cwd !== undefined && { cwd }),
    ...(env && { env }),
    ...(mountAs !== undefined && { mountAs }),
    ...(timeout !== undefined && { timeout: milliseconds(timeout) }),
    ...(session !== undefined && { session }),
    setup: listOf(directive.setup),
    cleanup: listOf(directive.cleanup),
    ...(capture && { capture }),
    ...(nondeterministic && { nondeterministic }),
    ...(cells && { onlyOn: cells }),
    origins: listOf(directive.origin),
    tags: directive.tags ?? NONE,
  }
}

/** A sentence for each directive: what is not as it would be without. */
export function directedReasons({ directive, places }: Directed): string[] {
  if (Object.keys(directive).length === 0) return []
  const byPlace = new Map<string, string[]>()
  for (const key of Object.keys(directive) as (keyof Directive)[]) {
    const place = places[key]
    if (key === 'skip' || !place) continue
    const where = `line ${place.line ?? 1} of ${place.file}`
    byPlace.set(where, [...(byPlace.get(where) ?? []), `"${key}"`])
  }
  return [...byPlace].map(([where, keys]) => `A directive gives ${keys.join(', ')}: ${where}`)
}

const NONE: readonly string[] = []
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

function milliseconds(duration: string): number {
  const [, amount = '0', unit = 's'] = /^([\d.]+)(\w+)$/.exec(duration) ?? []
  return Number(amount) * UNITS[unit]!
}

function listOf(texts: string | readonly string[] | undefined): readonly string[] {
  return texts === undefined ? NONE : typeof texts === 'string' ? [texts] : texts
}
