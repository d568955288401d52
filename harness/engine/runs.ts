import type Docker from 'dockerode'
import { config } from '../config.ts'
import { isLive, leaseName, MACHINE_LABEL } from './lease.ts'
import { ANSWER_DEADLINE_MS, RUN_LABEL } from './sweep.ts'

/** What a run has on an engine. */
export interface RunOnEngine {
  readonly run: string
  /** `own`: of this very process. `elsewhere`: of another machine, or of none that is known. */
  readonly state: 'own' | 'live' | 'dead' | 'elsewhere'
  readonly machine: string | undefined
  readonly containers: number
  readonly networks: number
  /** When the newest of it was made, in milliseconds since 1970; the engine's clock tells. */
  readonly newestAt: number
}

/**
 * All runs that have something on an engine.
 *
 * @param machine This one: only of its own runs can be told whether they are alive.
 * @param only Leave out what other machines have there.
 */
export async function listRuns(
  docker: Docker,
  machine: string,
  only: boolean = false,
): Promise<RunOnEngine[]> {
  const filters = { label: only ? [`${MACHINE_LABEL}=${machine}`] : [RUN_LABEL] }
  const abortSignal = AbortSignal.timeout(ANSWER_DEADLINE_MS)
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters, abortSignal }),
    docker.listNetworks({ filters, abortSignal }),
  ])
  const things = [
    ...containers.map(({ Labels, Created }) => ({ Labels, at: Created * 1000, isNetwork: false })),
    ...networks.map(({ Labels = {}, Created }) => {
      return { Labels, at: Date.parse(Created), isNetwork: true }
    }),
  ]
  const byRun = Map.groupBy(things, ({ Labels }) => Labels[RUN_LABEL] ?? '')
  return Promise.all(
    [...byRun].map(async ([run, all]) => {
      const owner = all.map(({ Labels }) => Labels[MACHINE_LABEL]).find(Boolean)
      const networksOf = all.filter(({ isNetwork }) => isNetwork).length
      return {
        run,
        state: owner === machine ? await stateOf(run) : run === config.run ? 'own' : 'elsewhere',
        machine: owner,
        containers: all.length - networksOf,
        networks: networksOf,
        newestAt: Math.max(...all.map(({ at }) => at)),
      }
    }),
  )
}

async function stateOf(run: string): Promise<RunOnEngine['state']> {
  if (run === config.run) return 'own'
  return (await isLive(leaseName(run))) ? 'live' : 'dead'
}
