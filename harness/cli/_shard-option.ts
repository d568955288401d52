import { InvalidArgumentError, Option } from 'commander'
import type { Shard } from '../matrix/shard.ts'

export interface ShardFlags {
  readonly shard?: Shard
}

/** One machine of several: they take their parts by the same call, but for this. */
export function shardOption(): Option {
  return new Option(
    '--shard <i/n>',
    'prove no more than the part of machine i of n; nixproof merge puts the blobs together',
  ).argParser(parseShard)
}

function parseShard(text: string): Shard {
  const [, index = '', count = ''] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []
  const shard = { index: Number(index), count: Number(count) }
  if (shard.index >= 1 && shard.index <= shard.count) return shard
  throw new InvalidArgumentError('It is i/n, with i from 1 to n: 2/4.')
}
