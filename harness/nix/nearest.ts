import leven from 'leven'

/** Names in the order of how much they are like another; the same as often as not are in Nix's order. */
export function byNearness(wanted: string, names: readonly string[]): string[] {
  return names.toSorted((one, other) => distance(wanted, one) - distance(wanted, other))
}

/** Whether a name may well be what was meant: it begins alike, or few characters are other ones. */
export function isNear(wanted: string, name: string): boolean {
  return distance(wanted, name) <= Math.max(1, Math.floor(wanted.length / 3))
}

/** One that goes on where the other ends is as near as can be: `app` for `application`. */
function distance(wanted: string, name: string): number {
  const [one, other] = [wanted.toLowerCase(), name.toLowerCase()]
  const begins = Math.min(one.length, other.length) >= 3
  return begins && (one.startsWith(other) || other.startsWith(one)) ? 1 : leven(one, other)
}
