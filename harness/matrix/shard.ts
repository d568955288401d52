import { createHash } from 'node:crypto'

/** One of several parts of a run, each for a machine of its own. */
export interface Shard {
  /** Counted from 1. */
  readonly index: number
  readonly count: number
}

/** What a machine is given: a tutorial, in a cell where there are several. */
export interface Unit {
  /** As results name it: relative to where nixproof is called. */
  readonly tutorial: string
  /** The cell's name. */
  readonly cell?: string
}

/** `2/4`, as the command line takes it. */
export function formatShard({ index, count }: Shard): string {
  return `${index}/${count}`
}

/**
 * The units of one shard. All shards together have each unit once, and none has two more than another.
 * A cell stays together, so that a machine makes as few images as may be: with as many shards as cells
 * each has the cell of its number. Within a cell tutorials are in an order of chance that is the same
 * everywhere, so that the long ones of a directory are spread.
 *
 * @param units Of all shards, cells in the same order everywhere.
 */
export function unitsOfShard<T extends Unit>(units: readonly T[], shard: Shard): T[] {
  const cells = Map.groupBy(units, ({ cell }) => cell)
  const all = [...cells.values()].flatMap((own) => {
    const keyed = own.map((unit) => ({ unit, key: digest(unit.tutorial) }))
    return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ unit }) => unit)
  })
  const at = (index: number): number => Math.floor((index * units.length) / shard.count)
  return all.slice(at(shard.index - 1), at(shard.index))
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
