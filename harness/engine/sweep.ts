import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { NixproofError } from '../errors.ts'

/** Every container and every network that nixproof makes carries this label. */
export const RUN_LABEL = 'nixproof.run'

/** An engine that does not list what it has in this time is not there. Milliseconds. */
export const ANSWER_DEADLINE_MS = 8000
/** To end a container and to take its file system away. Milliseconds. */
const REMOVAL_DEADLINE_MS = 30_000

export interface Swept {
  readonly containers: number
  readonly networks: number
}

/** What is being removed by somebody else, or still held by it, gets time to go. */
const ROUNDS = 20
const PAUSE_MS = 250

/**
 * Removes by force what carries the label of a run, anonymous volumes of its containers
 * included, and looks again until nothing is left: a container may have been on its way.
 *
 * @throws NixproofError CONTAINER_FAILED when something cannot be removed.
 */
export async function sweep(docker: Docker, run: string): Promise<Swept> {
  const filters = { label: [`${RUN_LABEL}=${run}`] }
  const containers = new Set<string>()
  const networks = new Set<string>()
  let refusals: unknown[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    if (refusals.length > 0) await sleep(PAUSE_MS)
    const abortSignal = AbortSignal.timeout(ANSWER_DEADLINE_MS)
    const [found, nets] = await Promise.all([
      docker.listContainers({ all: true, filters, abortSignal }),
      docker.listNetworks({ filters, abortSignal }),
    ])
    if (found.length + nets.length === 0) {
      return { containers: containers.size, networks: networks.size }
    }
    for (const { Id } of found) containers.add(Id)
    for (const { Id } of nets) networks.add(Id)
    // A network can only go when no container hangs on it.
    const late = { abortSignal: AbortSignal.timeout(REMOVAL_DEADLINE_MS) }
    refusals = [
      ...(await settle(
        found.map(({ Id }) => docker.getContainer(Id).remove({ ...BY_FORCE, ...late })),
      )),
      ...(await settle(nets.map(({ Id }) => docker.getNetwork(Id).remove(late)))),
    ]
  }
  const [cause] = refusals
  throw new NixproofError('CONTAINER_FAILED', `Run ${run} has left something behind`, {
    wanted: 'All its containers and networks can be removed',
    found: cause instanceof Error ? cause.message : String(cause),
    next: `Look at them: docker ps --all --filter label=${RUN_LABEL}=${run}`,
    cause,
  })
}

const BY_FORCE = { force: true, v: true }

/** Waits for all, and returns why some did not succeed. */
async function settle(removals: readonly Promise<unknown>[]): Promise<unknown[]> {
  const results = await Promise.allSettled(removals)
  return results.filter((result) => result.status === 'rejected').map(({ reason }) => reason)
}
