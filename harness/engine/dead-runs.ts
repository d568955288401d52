import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { isLive, LEASES_DIR } from './lease.ts'
import { listRuns } from './runs.ts'
import { sweep, type Swept } from './sweep.ts'
import { deadTempDirs, removeTempDirs } from './temp-dir.ts'

/** What dead runs of this machine had left, and is gone now. */
export interface DeadSwept extends Swept {
  readonly runs: number
  readonly directories: number
}

export const NOTHING_SWEPT: DeadSwept = { runs: 0, containers: 0, networks: 0, directories: 0 }

/**
 * Removes what runs of this machine have left that were killed: containers, networks, temporary
 * directories. Runs that are alive, and runs of other machines, are not touched.
 *
 * @throws NixproofError CONTAINER_FAILED when something cannot be removed.
 */
export async function sweepDead(docker: Docker, machine: string): Promise<DeadSwept> {
  const [runs, directories] = await Promise.all([
    listRuns(docker, machine, true),
    sweepDeadFiles(machine),
  ])
  const dead = runs.filter(({ state }) => state === 'dead')
  const swept = await Promise.all(dead.map(({ run }) => sweep(docker, run)))
  return {
    runs: dead.length,
    containers: sum(swept.map(({ containers }) => containers)),
    networks: sum(swept.map(({ networks }) => networks)),
    directories,
  }
}

/** The part that needs no engine. @returns How many temporary directories it has removed. */
export async function sweepDeadFiles(machine: string): Promise<number> {
  const [directories] = await Promise.all([deadTempDirs(machine), removeDeadLeases()])
  await removeTempDirs(directories)
  return directories.length
}

/** Drafts start with a dot: whoever makes one may not listen yet. */
async function removeDeadLeases(): Promise<void> {
  const names = await readdir(LEASES_DIR).catch(() => [])
  const removals = names
    .filter((name) => !name.startsWith('.'))
    .map(async (name) => {
      if (!(await isLive(name))) await rm(join(LEASES_DIR, name), { force: true })
    })
  await Promise.all(removals)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
