import type Docker from 'dockerode'
import { machineId } from '../lease.ts'
import { listRuns } from '../runs.ts'
import { deadTempDirs } from '../temp-dir.ts'
import type { DoctorCheck } from './check.ts'

/** What dead runs have left, without an engine only in files. */
export async function checkLeftovers(docker: Docker | undefined): Promise<DoctorCheck> {
  const machine = await machineId()
  const [runs, directories] = await Promise.all([
    docker ? listRuns(docker, machine) : [],
    deadTempDirs(machine),
  ])
  const of = (state: string): number => runs.filter((run) => run.state === state).length
  const dead = runs.filter(({ state }) => state === 'dead')
  const data = { runs, directories }
  const others = `${of('live')} runs are alive, ${of('elsewhere')} of other machines have something there`
  if (dead.length + directories.length === 0) {
    return { name: 'leftovers', state: 'ok', found: `None; ${others}`, data }
  }
  return {
    name: 'leftovers',
    state: 'warning',
    found: `Of ${dead.length} dead runs, and ${directories.length} temporary directories; ${others}`,
    next: 'Nothing: the next run removes them. By hand: nixproof clean',
    details: [
      ...dead.map(({ run, containers, networks }) => {
        return `run ${run}: ${containers} containers, ${networks} networks`
      }),
      ...directories,
    ],
    data,
  }
}
