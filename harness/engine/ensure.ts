import { config, shareEngine } from '../config.ts'
import { engineNotFound } from './advice.ts'
import { DOCKERD_SETTINGS } from './dockerd-settings.ts'
import { type Engine, isEngine, searchEngine } from './find.ts'
import { type Ask, refusal, terminalAsk } from './permission.ts'
import { readSystem } from './system.ts'
import { listWays, surroundings } from './ways.ts'

/**
 * The engine for this run: found, or installed and started where that is allowed. Child
 * processes and testcontainers use the same one from here on.
 *
 * @param report - Gets the name of each thing that must be set up, when it begins; nothing when
 *   all is there.
 * @param ask - How to ask for permission; by default on the terminal, if there is one.
 * @throws NixproofError ENGINE_NOT_FOUND, PACKAGES_UNAVAILABLE or ENGINE_NOT_STARTED.
 */
export async function ensureEngine(
  report: (line: string) => void,
  signal?: AbortSignal,
  ask: Ask | undefined = terminalAsk(),
): Promise<Engine> {
  const engine = await findOrProvide(report, signal, ask)
  shareEngine(engine.dial, engine.certDir)
  return engine
}

async function findOrProvide(
  report: (line: string) => void,
  signal: AbortSignal | undefined,
  ask: Ask | undefined,
): Promise<Engine> {
  const { provision } = config
  const found = await searchEngine(listWays(surroundings(config)), signal)
  if (isEngine(found)) return found
  const system = readSystem(config.path)
  const why = await refusal(provision, system, ask, signal)
  if (why !== undefined) throw engineNotFound(found, system, why)
  // Seldom needed, and not small.
  const { provideEngine } = await import('./provision.ts')
  return provideEngine(DOCKERD_SETTINGS, report, signal)
}
