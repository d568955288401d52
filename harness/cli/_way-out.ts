import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Engine } from '../engine/find.ts'
import { cassettePath } from '../origin/cassette/mode.ts'
import type { NixSettings } from '../container/nix-settings.ts'
import { parseOriginFlag } from '../origin/git/flag.ts'
import type { Plan } from '../tutorial/planning/plan.ts'
import type { WayOut } from '../tutorial/way-out.ts'
import { nixSettings } from './_nix-settings.ts'
import type { OriginFlags } from './_origin-options.ts'

/**
 * A container that nobody gave anything to reach needs no way out.
 *
 * @param settings Of Nix. Default: those of the configuration in the current directory.
 * @param plan Whose directives name clones as well, from where the tutorial is.
 */
export async function openOut(
  engine: Engine,
  { origin, network, cassette }: OriginFlags,
  tutorial: string,
  plan?: Plan,
  settings?: NixSettings,
): Promise<WayOut | undefined> {
  const named = new Set(plan?.checks.flatMap(({ origins }) => origins))
  const told = [...named].map((text) => parseOriginFlag(text))
  const near = told.map((one) => ({ ...one, path: resolve(dirname(tutorial), one.path) }))
  const clones = [...origin, ...near]
  const directory = cassettePath(tutorial)
  const mode = cassette ?? (existsSync(directory) ? 'replay' : 'off')
  const nix = settings ?? (await nixSettings())
  if (clones.length === 0 && network === 'closed' && mode === 'off' && !nix) return undefined
  const { openWayOut } = await import('../tutorial/way-out.ts')
  return openWayOut(engine, { clones, network, cassette: { directory, mode }, nix })
}
