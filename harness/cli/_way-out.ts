import { existsSync } from 'node:fs'
import type { Engine } from '../engine/find.ts'
import { cassettePath } from '../origin/cassette/mode.ts'
import type { WayOut } from '../tutorial/way-out.ts'
import type { OriginFlags } from './_origin-options.ts'

/** A container that nobody gave anything to reach needs no way out. */
export async function openOut(
  engine: Engine,
  { origin: clones, network, cassette }: OriginFlags,
  tutorial: string,
): Promise<WayOut | undefined> {
  const directory = cassettePath(tutorial)
  const mode = cassette ?? (existsSync(directory) ? 'replay' : 'off')
  if (clones.length === 0 && network === 'closed' && mode === 'off') return undefined
  const { openWayOut } = await import('../tutorial/way-out.ts')
  return openWayOut(engine, { clones, network, cassette: { directory, mode } })
}
