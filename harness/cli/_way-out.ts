import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Engine } from '../engine/find.ts'
import { cassettePath } from '../origin/cassette/mode.ts'
import type { NixSettings } from '../container/nix-settings.ts'
import { parseOriginFlag } from '../origin/git/flag.ts'
import type { OriginOptions } from '../origin/options.ts'
import type { Plan } from '../tutorial/planning/plan.ts'
import type { WayOut } from '../tutorial/way-out.ts'
import { nixSettings } from './_nix-settings.ts'
import type { OriginFlags } from './_origin-options.ts'

/** A container that nobody gave anything to reach needs no way out. */
export async function openOut(
  engine: Engine,
  flags: OriginFlags,
  tutorial: string,
  plan?: Plan,
  settings?: NixSettings | 'none',
): Promise<WayOut | undefined> {
  const options = await chooseOut(flags, tutorial, plan, settings)
  if (options === undefined) return undefined
  const { openWayOut } = await import('../tutorial/way-out.ts')
  return openWayOut(engine, options)
}

/**
 * @param plan Whose directives name clones as well, from where the tutorial is.
 * @param settings Of Nix. Default: those of the configuration in the current directory.
 */
export async function chooseOut(
  { origin, network, cassette }: OriginFlags,
  tutorial: string,
  plan?: Plan,
  settings?: NixSettings | 'none',
): Promise<OriginOptions | undefined> {
  const named = new Set(plan?.checks.flatMap(({ origins }) => origins))
  const told = [...named].map((text) => parseOriginFlag(text))
  const near = told.map((one) => ({ ...one, path: resolve(dirname(tutorial), one.path) }))
  const clones = [...origin, ...near]
  const directory = cassettePath(tutorial)
  const mode = cassette ?? (existsSync(directory) ? 'replay' : 'off')
  const nix = settings === 'none' ? undefined : (settings ?? (await nixSettings()))
  if (clones.length === 0 && network === 'closed' && mode === 'off' && !nix) return undefined
  return { clones, network, cassette: { directory, mode }, nix }
}
