import process from 'node:process'
import { checkedOut } from '../git/state.ts'
import { settingsFacts } from '../container/nix-settings.ts'
import type { Shard } from '../matrix/shard.ts'
import type { ShardFacts } from '../vitest/shards/shard-file.ts'
import { nixSettings } from './_nix-settings.ts'
import type { RunFlags } from './_run-options.ts'
import { readVersion } from './_version.ts'

/** All there is, for whoever has no part of it. */
const WHOLE: Shard = { index: 1, count: 1 }

interface Inputs extends Pick<ShardFacts, 'units' | 'settings'> {
  readonly shard: Shard | undefined
  readonly cells: ShardFacts['cells'] | undefined
}

/** What shards that are merged have to have in common, of this one. */
export async function shardFacts({ shard, units, settings, cells }: Inputs): Promise<ShardFacts> {
  const [{ version }, commit] = await Promise.all([
    import('vitest/node'),
    checkedOut(process.cwd()),
  ])
  return {
    nixproof: readVersion(),
    vitest: version,
    shard: shard ?? WHOLE,
    root: process.cwd(),
    ...(commit !== undefined && { commit }),
    settings,
    units,
    ...(cells && { cells }),
  }
}

/** Options that change what comes of a run. Where a clone is depends on the machine. */
export async function settingsOf(flags: RunFlags): Promise<Record<string, string>> {
  const { image, nix, sandbox = false, network, cassette, mountAs, workspace, origin } = flags
  return {
    '--image': image,
    '--nix': nix,
    '--sandbox': sandbox ? 'on' : 'off',
    '--network': network,
    ...(cassette !== undefined && { '--cassette': cassette }),
    ...(mountAs !== undefined && { '--mount-as': mountAs }),
    ...(workspace !== undefined && { '--workspace': workspace }),
    ...(origin.length > 0 && { '--origin': origin.map(nameOfOrigin).toSorted().join(' ') }),
    ...settingsFacts((await nixSettings()) ?? {}),
  }
}

export function nameOfOrigin({ host, owner, repo, rev }: RunFlags['origin'][number]): string {
  return `${host}:${owner}/${repo}${rev === undefined ? '' : `@${rev}`}`
}
