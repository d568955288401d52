import { config } from '../config.ts'
import { engineNotFound } from './advice.ts'
import { type Engine, isEngine, searchEngine } from './find.ts'
import { readSystem } from './system.ts'
import { listWays, surroundings } from './ways.ts'

/**
 * Finds the engine, and never installs one: that is for a command to do, where its user can see it.
 *
 * @throws NixproofError ENGINE_NOT_FOUND
 */
export async function requireEngine(): Promise<Engine> {
  const result = await searchEngine(listWays(surroundings(config)))
  if (isEngine(result)) return result
  throw engineNotFound(result, readSystem(config.path))
}
