import type Docker from 'dockerode'
import { shareEngine } from '../config.ts'
import type { Engine } from '../engine/find.ts'
import { beginRun } from '../engine/lifetime.ts'
import { requireEngine } from '../engine/require.ts'
import { NixproofError } from '../errors.ts'
import { request, statusOf } from './engine-failure.ts'

let found: Promise<Engine> | undefined

/**
 * The engine of this process, looked for once. From then on testcontainers uses the same one, and
 * nothing of this run outlives the process.
 *
 * @throws NixproofError ENGINE_NOT_FOUND
 */
export async function useEngine(): Promise<Engine> {
  found ??= requireEngine()
  try {
    const engine = await found
    shareEngine(engine.host, engine.certDir)
    await beginRun(engine)
    return engine
  } catch (error) {
    found = undefined // It may be started before the next try.
    throw error
  }
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
