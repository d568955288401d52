import leven from 'leven'

/** The one of a few names that differs least from what was written. */
export function nearest(wanted: string, names: readonly string[]): string {
  const [first = ''] = names.toSorted((a, b) => leven(wanted, a) - leven(wanted, b))
  return first
}
