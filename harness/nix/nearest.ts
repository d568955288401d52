import leven from 'leven'

const MOST_NAMES = 8
const MOST_SUGGESTIONS = 3

/** Names in the order of how much they are like another; the same as often as not are in Nix's order. */
export function byNearness(wanted: string, names: readonly string[]): string[] {
  return names.toSorted((one, other) => distance(wanted, one) - distance(wanted, other))
}

/** Whether a name may well be what was meant: it begins alike, or few characters are other ones. */
export function isNear(wanted: string, name: string): boolean {
  return distance(wanted, name) <= Math.max(1, Math.floor(wanted.length / 3))
}

/** As near as can be: one that goes on where the other ends, and one with the same letters. */
function distance(wanted: string, name: string): number {
  if (wanted === name) return 0
  const [one, other] = [wanted.toLowerCase(), name.toLowerCase()]
  const begins = Math.min(one.length, other.length) >= 3
  if (begins && (one.startsWith(other) || other.startsWith(one))) return 1
  return letters(one) === letters(other) ? 1 : leven(one, other)
}

function letters(name: string): string {
  return Array.from(name)
    .toSorted((one, other) => one.localeCompare(other))
    .join('')
}

interface Named {
  readonly names?: readonly string[]
  readonly suggestions?: readonly string[]
}

/**
 * Names that may have been meant by one that is missing.
 *
 * @param suggestions Those of Nix, which proposes what differs in two characters at most.
 */
export function nameNearest(
  missing: string | undefined,
  suggestions: readonly string[] | undefined,
  names: readonly string[] | undefined,
): Named {
  if (missing === undefined || names === undefined) return {}
  const sorted = byNearness(missing, names).slice(0, MOST_NAMES)
  const near = sorted.filter((name) => isNear(missing, name)).slice(0, MOST_SUGGESTIONS)
  const proposed = suggestions ?? (near.length > 0 ? near : undefined)
  return { names: sorted, ...(proposed && { suggestions: proposed }) }
}
