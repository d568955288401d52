import process from 'node:process'
import type { WarmStore } from '../container/warm/store.ts'
import type { Engine } from '../engine/find.ts'
import { NixproofError } from '../errors.ts'

interface WarmFlags {
  readonly cache?: true | string
  readonly sandbox?: true
}

/**
 * The warm store, where it is wanted. It is not unless somebody asks: the first time all is built
 * twice, and a proof that does nothing a second time is for those who know that.
 *
 * @throws NixproofError USAGE for a size that is none.
 */
export async function openWarm(
  engine: Engine,
  image: string,
  { cache, sandbox }: WarmFlags,
): Promise<WarmStore | undefined> {
  if (cache === undefined) return undefined
  const size = cache === true ? undefined : bytesOf(cache)
  const { WarmStore } = await import('../container/warm/store.ts')
  const limit = size === undefined ? {} : { limit: size }
  return WarmStore.open({ engine, image, sandbox: sandbox ?? false, report: tell, ...limit })
}

export async function closeWarm(store: WarmStore | undefined): Promise<void> {
  if (!store) return
  await store[Symbol.asyncDispose]()
  tell(store.summary)
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}

function bytesOf(text: string): number {
  const gib = Number(text)
  if (gib > 0 && Number.isFinite(gib)) return Math.floor(gib * 1024 ** 3)
  throw new NixproofError('USAGE', 'The cache cannot be of that size', {
    wanted: '--cache, or with a number of GiB such as --cache 0.5; a path comes before it',
    found: `--cache ${text}`,
  })
}
