import type { Stanza } from './stanza.ts'

/** What apt selected in one suite, by package name. */
export type Selection = ReadonlyMap<string, Stanza>

/**
 * The packages that these ones need, themselves included, sorted by name. Versions are not
 * compared again: apt has already chosen a set in which every relation holds.
 */
export function closureOf(
  names: readonly string[],
  selection: Selection,
  without: readonly string[] = [],
): string[] {
  const providers = providersIn(selection)
  const seen = new Set<string>()
  const pending = [...names]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (seen.has(name) || without.includes(name)) continue
    const stanza = selection.get(name)
    if (!stanza) throw new Error(`"${name}" is not among the selected packages`)
    seen.add(name)
    for (const alternatives of relationsOf(stanza)) {
      const chosen = alternatives
        .map((one) => (selection.has(one) ? one : providers.get(one)))
        .find((one) => one !== undefined)
      if (chosen) pending.push(chosen)
    }
  }
  return [...seen].toSorted()
}

function providersIn(selection: Selection): Map<string, string> {
  const providers = new Map<string, string>()
  for (const [name, stanza] of selection) {
    for (const [provided = ''] of relations(stanza['Provides'])) providers.set(provided, name)
  }
  return providers
}

function relationsOf(stanza: Stanza): string[][] {
  return [...relations(stanza['Pre-Depends']), ...relations(stanza['Depends'])]
}

/** `a (>= 1), b:any | c` to `[['a'], ['b', 'c']]` (Debian Policy, 7.1). */
function relations(field = ''): string[][] {
  return field
    .split(',')
    .map((group) =>
      group
        .split('|')
        .map((one) => one.trim().replace(/[:(\s].*$/s, ''))
        .filter(Boolean),
    )
    .filter((group) => group.length > 0)
}
