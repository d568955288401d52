import type Docker from 'dockerode'
import { type DeadSwept, sweepDead } from './dead-runs.ts'
import { listRuns, type RunOnEngine } from './runs.ts'
import { sweep } from './sweep.ts'

/** No run lasts as long as this. Milliseconds. */
const OLD_MS = 24 * 3600 * 1000

export interface Cleaned {
  readonly dead: DeadSwept
  /** Runs of other machines that were removed because of their age. */
  readonly old: readonly RunOnEngine[]
  /** Runs that are alive, or may be. */
  readonly kept: readonly RunOnEngine[]
}

/**
 * Removes what dead runs of this machine have left.
 *
 * @param others Also what other machines made on this engine more than a day ago: nobody here can
 *   tell whether their runs are alive.
 */
export async function cleanRuns(
  docker: Docker,
  machine: string,
  others: boolean,
): Promise<Cleaned> {
  const dead = await sweepDead(docker, machine)
  const rest = (await listRuns(docker, machine)).filter(({ state }) => state !== 'own')
  // By the engine's clock, as what it has made: the one here may be wrong.
  const now = others ? Date.parse((await docker.info()).SystemTime) : 0
  const isOld = ({ state, newestAt }: RunOnEngine): boolean =>
    others && state === 'elsewhere' && now - newestAt > OLD_MS
  const old = rest.filter(isOld)
  await Promise.all(old.map(({ run }) => sweep(docker, run)))
  return { dead, old, kept: rest.filter((run) => !isOld(run)) }
}
