import { expect, test } from 'vitest'
import type { NixSettings } from '../container/nix-settings.ts'
import { compareShards } from '../vitest/shards/compare-shards.ts'
import type { ShardFile } from '../vitest/shards/shard-file.ts'
import { matrixPart } from './_matrix-part.ts'

const NOTHING = { cells: [], planned: new Map(), tutorials: new Map() }
const BUILDER = 'ssh-ng://far x86_64-linux /home/one/key 4 2 - - QUJD'
const SETTINGS: NixSettings = {
  builders: [BUILDER],
  substituters: ['http://cache.example'],
  trustedPublicKeys: ['cache-1:QUJD'],
}

async function shard(index: number, nix: NixSettings): Promise<{ path: string; file: ShardFile }> {
  const reports = [{ name: 'blob', file: 'blob.json' } as const]
  const part = await matrixPart(NOTHING, { index, count: 2 }, reports, nix)
  const file: ShardFile = {
    ...part!.facts!,
    kind: 'nixproof results',
    format: 1,
    digest: '',
    blob: '',
  }
  return { path: `${index}.json`, file }
}

test('matrixPart() of the same settings of Nix can be merged, wherever the keys are', async () => {
  const elsewhere = { ...SETTINGS, builders: [BUILDER.replace('/home/one', '/home/other')] }
  expect(compareShards([await shard(1, SETTINGS), await shard(2, elsewhere)])).toEqual([])
})

test.each<[what: string, changes: NixSettings, said: RegExp]>([
  ['another builder', { builders: [BUILDER.replace('far', 'near')] }, /ssh-ng:\/\/near x86_64/],
  ['no builder', { builders: undefined }, /nix.builders absent/],
  ['another cache', { substituters: ['s3://bucket'] }, /nix.substituters s3:\/\/bucket/],
  ['another key', { trustedPublicKeys: [] }, /nix.trustedPublicKeys absent/],
])('matrixPart() with %s is a shard of another call', async (_, changes, said) => {
  const shards = [await shard(1, SETTINGS), await shard(2, { ...SETTINGS, ...changes })] as const
  expect(() => compareShards(shards)).toThrow(said)
  expect(() => compareShards(shards)).toThrow(expect.objectContaining({ code: 'SHARDS_DIFFER' }))
})
