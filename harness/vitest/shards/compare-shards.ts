import { NixproofError } from '../../errors.ts'
import { formatShard, type Unit } from '../../matrix/shard.ts'
import type { ShardFile } from './shard-file.ts'

export interface NamedShard {
  /** Where it was read. */
  readonly path: string
  readonly file: ShardFile
}

/**
 * Makes sure that all are shards of one run.
 *
 * @returns Which ones are missing, counted from 1.
 * @throws NixproofError SHARDS_DIFFER
 */
export function compareShards([first, ...others]: readonly [
  NamedShard,
  ...NamedShard[],
]): number[] {
  const seen = new Map([[first.file.shard.index, first]])
  for (const other of others) {
    const found = differenceOf(first.file, other.file)
    if (found) throw differ(found, first, other)
    const { index } = other.file.shard
    const twin = seen.get(index)
    const same = formatShard(other.file.shard)
    if (twin)
      throw differ({ what: `Shard ${same} is there twice`, one: same, other: same }, twin, other)
    seen.set(index, other)
  }
  const [image, ...images] = [first, ...others].filter(({ file }) => file.image !== undefined)
  const another = images.find(({ file }) => file.image !== image?.file.image)
  if (image && another) {
    const [one = '', other = ''] = [image.file.image, another.file.image]
    throw differ({ what: 'Shards ran on different images', one, other }, image, another)
  }
  const { count } = first.file.shard
  return Array.from({ length: count }, (_, at) => at + 1).filter((index) => !seen.has(index))
}

interface Difference {
  readonly what: string
  readonly one: string
  readonly other: string
}

function differenceOf(one: ShardFile, other: ShardFile): Difference | undefined {
  const values: readonly (readonly [what: string, of: (file: ShardFile) => string])[] = [
    ['Shards are of a different number', ({ shard }) => `one of ${shard.count}`],
    ['Shards are of different commits', ({ commit = 'no commit' }) => commit],
    ...Object.keys({ ...one.settings, ...other.settings }).map(
      (name) =>
        [
          'Shards are of different calls',
          ({ settings }: ShardFile) => `${name} ${settings[name] ?? 'absent'}`,
        ] as const,
    ),
  ]
  for (const [what, of] of values) {
    const [ours, theirs] = [of(one), of(other)]
    if (ours !== theirs) return { what, one: ours, other: theirs }
  }
  return unitDifference(one, other)
}

function unitDifference(one: ShardFile, other: ShardFile): Difference | undefined {
  const ours = new Map(one.units.map((unit) => [nameOfUnit(unit), unit.digest]))
  const theirs = new Map(other.units.map((unit) => [nameOfUnit(unit), unit.digest]))
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const [digest, otherDigest] = [ours.get(name), theirs.get(name)]
    if (digest === otherDigest) continue
    const word = (its: string | undefined): string =>
      its === undefined ? `no ${name}` : `${name} with the plan ${its.slice(0, 12)}`
    return {
      what: 'Shards are of different tutorials',
      one: word(digest),
      other: word(otherDigest),
    }
  }
  return undefined
}

/** `docs/install.md in nix=2.34` */
export function nameOfUnit({ tutorial, cell }: Unit): string {
  return cell === undefined ? tutorial : `${tutorial} in ${cell}`
}

function differ(
  { what, one, other }: Difference,
  first: NamedShard,
  second: NamedShard,
): NixproofError {
  return new NixproofError('SHARDS_DIFFER', what, {
    wanted: 'One file of each shard of one run',
    found: `${one} in "${first.path}"\n${other} in "${second.path}"`,
    next: 'Merge the files of one run alone',
  })
}
