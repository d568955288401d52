import type Docker from 'dockerode'
import { config, shareEngine } from '../config.ts'
import { engineNotFound } from '../engine/advice.ts'
import { isEngine, searchEngine, type Engine } from '../engine/find.ts'
import { sweepOnExit } from '../engine/sweep.ts'
import { readSystem } from '../engine/system.ts'
import { listWays, surroundings } from '../engine/ways.ts'
import { NixproofError } from '../errors.ts'
import { request, statusOf } from './engine-failure.ts'
import type { MachineSize } from './limits.ts'

let found: Promise<Engine> | undefined

/**
 * The engine of this process, looked for once. From then on testcontainers uses the same one, and
 * nothing of this run outlives the process.
 *
 * @throws NixproofError ENGINE_NOT_FOUND
 */
export async function useEngine(): Promise<Engine> {
  found ??= findEngine()
  try {
    const engine = await found
    shareEngine(engine.host, engine.certDir)
    sweepOnExit(engine.host)
    return engine
  } catch (error) {
    found = undefined // It may be started before the next try.
    throw error
  }
}

/** Finds, and never installs: that is for a command to do, where its user can see it. */
async function findEngine(): Promise<Engine> {
  const result = await searchEngine(listWays(surroundings(config)))
  if (isEngine(result)) return result
  throw engineNotFound(result, readSystem(config.path))
}

/** What an engine says of the machine that it runs on. */
export interface Machine extends MachineSize {
  /** Such as `name=apparmor`. */
  readonly SecurityOptions: readonly string[]
}

const machines = new WeakMap<Docker, Promise<Machine>>()

/** Asked once: a machine stays as it is. */
export async function machineOf(docker: Docker): Promise<Machine> {
  const known = machines.get(docker)
  if (known) return known
  const asked = request<Machine>('Cannot ask the engine about its machine', () => docker.info())
  machines.set(docker, asked)
  asked.catch(() => machines.delete(docker))
  return asked
}

export function hasAppArmor({ SecurityOptions }: Machine): boolean {
  return SecurityOptions.some((option) => option.startsWith('name=apparmor'))
}

export async function hasImage(docker: Docker, reference: string): Promise<boolean> {
  return request(`Cannot look for image "${reference}"`, async () => {
    try {
      await docker.getImage(reference).inspect()
      return true
    } catch (error) {
      if (statusOf(error) === 404) return false
      throw error
    }
  })
}

/** Nothing is pulled behind anybody's back: a pull may take minutes, or hang without a network. */
export async function requireImage(docker: Docker, reference: string): Promise<void> {
  if (await hasImage(docker, reference)) return
  throw new NixproofError('IMAGE_UNAVAILABLE', `The engine has no image "${reference}"`, {
    next: `Build it first, or pull it: docker pull ${reference}`,
  })
}

/** Whether or not it runs, or is there at all. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  const container = docker.getContainer(id)
  await container.remove({ force: true, v: true }).catch(() => {})
}
