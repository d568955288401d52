import process from 'node:process'
import { Option } from 'commander'
import type { WarmStores } from '../container/warm/stores.ts'
import type { Engine } from '../engine/find.ts'
import { NixproofError } from '../errors.ts'
import type { Config } from '../matrix/read-config.ts'

export interface WarmFlags {
  /** GiB, where it has a value of its own. */
  readonly cache?: true | string
}

export function cacheOption(): Option {
  return new Option(
    '--cache [GiB]',
    'take from nixproof cache what was built before, and keep there what is built (default: 2 GiB, or cache.maxGiB of the configuration)',
  )
}

/**
 * The warm stores, where they are wanted. They are not unless somebody asks: the first time all is built
 * twice, and a proof that does nothing a second time is for those who know that.
 *
 * @param config Gives the configuration, where there is one.
 * @throws NixproofError USAGE for a size that is none.
 */
export async function openWarm(
  engine: Engine,
  { cache }: WarmFlags,
  config: () => Promise<Pick<Config, 'cache'> | undefined>,
): Promise<WarmStores | undefined> {
  if (cache === undefined) return undefined
  const gib = cache === true ? (await config())?.cache.maxGiB : gibOf(cache)
  const { WarmStores: Stores } = await import('../container/warm/stores.ts')
  return new Stores(engine, gib === undefined ? undefined : Math.floor(gib * 1024 ** 3), tell)
}

export async function closeWarm(stores: WarmStores | undefined): Promise<void> {
  const summary = await stores?.close()
  if (summary !== undefined) tell(summary)
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}

function gibOf(text: string): number {
  const gib = Number(text)
  if (gib > 0 && Number.isFinite(gib)) return gib
  throw new NixproofError('USAGE', 'The cache cannot be of that size', {
    wanted: '--cache, or with a number of GiB such as --cache 0.5; a path comes before it',
    found: `--cache ${text}`,
  })
}
