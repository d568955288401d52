import { assert, integer, property, record, string, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'
import { unitsOfShard, type Unit } from './shard.ts'

const unit = record({ tutorial: string(), cell: string() })
const units = uniqueArray(unit, { selector: (one) => JSON.stringify(one) })
const shards = (all: readonly Unit[], count: number): Unit[][] =>
  Array.from({ length: count }, (_, index) => unitsOfShard(all, { index: index + 1, count }))

test('unitsOfShard() gives each unit to one shard, whatever order they are found in', () => {
  assert(
    property(units, integer({ min: 1, max: 9 }), (all, count) => {
      const given = shards(all, count)
      expect(new Set(given.flat())).toEqual(new Set(all))
      expect(given.flat()).toHaveLength(all.length)
      const sizes = given.map(({ length }) => length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      expect(shards(all.toReversed(), count)).toEqual(given)
    }),
  )
})

test('unitsOfShard() keeps a cell on as few machines as may be', () => {
  const cells = ['nix=2.26', 'nix=2.34', 'nix=2.8']
  const all = [1, 2, 3, 4].flatMap((n) => cells.map((cell) => ({ tutorial: `${n}.md`, cell })))
  const given = shards(all, 3).map((some) => [...new Set(some.map(({ cell }) => cell))])
  expect(given).toEqual(cells.map((cell) => [cell]))
})
