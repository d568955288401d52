import { expect, test } from 'vitest'
import { NixproofError } from '../../errors.ts'
import { compareShards, type NamedShard } from './compare-shards.ts'
import { findMissing } from './find-missing.ts'
import type { ShardFile } from './shard-file.ts'

const FILE: ShardFile = {
  kind: 'nixproof results',
  format: 1,
  nixproof: '0.1.0',
  vitest: '5.1.1',
  shard: { index: 1, count: 3 },
  root: '/builds/project',
  commit: 'c0ffee',
  settings: { '--nix': '2.26' },
  image: 'embedded',
  units: [
    { tutorial: 'docs/a.md', cell: 'nix=2.26', digest: 'aa' },
    { tutorial: 'docs/a.md', cell: 'nix=2.34', digest: 'aa' },
    { tutorial: 'docs/a.md', cell: 'nix=2.8', digest: 'aa' },
  ],
  digest: '',
  blob: '',
}

const shard = (index: number, changes: Partial<ShardFile> = {}): NamedShard => ({
  path: `blobs/${index}.json`,
  file: { ...FILE, shard: { index, count: 3 }, ...changes },
})

test('compareShards() says which shards are missing', () => {
  expect(compareShards([shard(2), shard(1), shard(3)])).toEqual([])
  expect(compareShards([shard(2)])).toEqual([1, 3])
})

test('compareShards() takes one that had nothing to do, and so has no image', () => {
  const { image: _, ...without } = FILE
  const idle = { path: 'idle.json', file: { ...without, shard: { index: 3, count: 3 } } }
  expect(compareShards([idle, shard(1)])).toEqual([2])
})

const [first, ...rest] = FILE.units
test.each([
  ['twice', shard(1), /^Shard 1\/3 is there twice/],
  ['of another number', shard(2, { shard: { index: 2, count: 4 } }), /one of 3.*\n.*one of 4/],
  ['of another commit', shard(2, { commit: 'decade' }), /different commits[^]*decade/],
  ['of another call', shard(2, { settings: { '--nix': '2.8' } }), /--nix 2\.26[^]*--nix 2\.8/],
  ['of a call with more', shard(2, { settings: { ...FILE.settings, '--only': 'x' } }), /absent/],
  ['on another image', shard(2, { image: 'official' }), /different images[^]*official/],
  ['without a tutorial', shard(2, { units: rest }), /no docs\/a\.md in nix=2\.26/],
  ['of another text', shard(2, { units: [{ ...first!, digest: 'bb' }, ...rest] }), /the plan bb/],
])('compareShards() refuses one %s, and names both files', (_, other, says) => {
  const compare = (): unknown => compareShards([shard(1), other])
  expect(compare).toThrow(NixproofError)
  expect(compare).toThrow(says)
  expect(compare).toThrow(/SHARDS_DIFFER/)
  expect(compare).toThrow(new RegExp(`"blobs/1.json"[^]*"${other.path}"`))
})

test('findMissing() names what absent shards had to run, and what others have not', () => {
  const missing = findMissing([shard(1), shard(2)], [3])
  expect(missing.map(({ unit, failure }) => [unit.cell, failure.summary])).toEqual([
    ['nix=2.8', 'Shard 3/3 is missing'],
    ['nix=2.26', 'Shard 1/3 ended too early'],
    ['nix=2.34', 'Shard 2/3 ended too early'],
  ])
})
