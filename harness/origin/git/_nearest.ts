import leven from 'leven'

const AT_MOST = 3

/**
 * The names most like the one that was not found, best first; none that is mostly different.
 * A path whose last part is the same counts as near, wherever it lies.
 */
export function nearest(wanted: string, candidates: Iterable<string>): readonly string[] {
  const last = wanted.slice(wanted.lastIndexOf('/') + 1).toLowerCase()
  const limit = Math.max(2, Math.ceil(wanted.length / 2))
  return [...candidates]
    .map((name) => {
      const sameLast = name.slice(name.lastIndexOf('/') + 1).toLowerCase() === last
      const distance = leven(wanted.toLowerCase(), name.toLowerCase(), { maxDistance: limit })
      return { name, distance: sameLast ? Math.min(distance, limit - 1) : distance }
    })
    .filter(({ distance }) => distance < limit)
    .toSorted((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, AT_MOST)
    .map(({ name }) => name)
}
