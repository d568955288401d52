import { assert, integer, property, record, string, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'
import { unitsOfShard, type Unit } from './shard.ts'

const unit = record({ tutorial: string(), cell: string() })
const units = uniqueArray(unit, { selector: (one) => JSON.stringify(one) })
const shards = (all: readonly Unit[], count: number): Unit[][] =>
  Array.from({ length: count }, (_, index) => unitsOfShard(all, { index: index + 1, count }))

test('unitsOfShard() gives each unit to one shard', () => {
  assert(
    property(units, integer({ min: 1, max: 9 }), (all, count) => {
      const given = shards(all, count)
      expect(new Set(given.flat())).toEqual(new Set(all))
      expect(given.flat()).toHaveLength(all.length)
      const sizes = given.map(({ length }) => length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
})

test('unitsOfShard() gives the same whatever order tutorials are found in', () => {
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ tutorial: `docs/${name}.md` }))
  expect(shards(all.toReversed(), 3)).toEqual(shards(all, 3))
})

test('unitsOfShard() gives each shard the cell of its number, where there are as many', () => {
  const cells = ['nix=2.8', 'nix=2.26', 'nix=2.34']
  const all = cells.flatMap((cell) => [1, 2, 3, 4].map((n) => ({ tutorial: `${n}.md`, cell })))
  const given = shards(all, 3).map((some) => [...new Set(some.map(({ cell }) => cell))])
  expect(given).toEqual(cells.map((cell) => [cell]))
})
