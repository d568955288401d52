import { spawnSync, type SpawnSyncOptions } from 'node:child_process'
import http from 'node:http'
import https from 'node:https'
import { extname } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type Docker from 'dockerode'
import { onExit } from 'signal-exit'
import { config } from '../config.ts'
import { NixproofError } from '../errors.ts'

/** Every container and every network that nixproof makes carries this label. */
export const RUN_LABEL = 'nixproof.run'

/** How long the exit of a process may be held up, in milliseconds. */
const EXIT_DEADLINE_MS = 30_000

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
    const found = await docker.listContainers({ all: true, filters })
    const nets = await docker.listNetworks({ filters })
    if (found.length + nets.length === 0) {
      return { containers: containers.size, networks: networks.size }
    }
    for (const { Id } of found) containers.add(Id)
    for (const { Id } of nets) networks.add(Id)
    // A network can only go when no container hangs on it.
    refusals = [
      ...(await settle(found.map(({ Id }) => docker.getContainer(Id).remove(BY_FORCE)))),
      ...(await settle(nets.map(({ Id }) => docker.getNetwork(Id).remove()))),
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

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const ignore = (): void => {}

let unhook: (() => void) | undefined

/**
 * From now on nothing of this run outlives this process: not on its exit, nor on SIGINT,
 * SIGTERM or SIGHUP, nor on an uncaught error. Only for the process that made the run, only
 * once; elsewhere it does nothing. An exit cannot wait for a promise, so a child process does
 * the work meanwhile.
 */
export function sweepOnExit(host: string): void {
  if (!config.ownsRun || unhook) return
  unhook = onExit(() => {
    // A group and its parent may both pass a signal on; the second must not end what the first began.
    for (const signal of SIGNALS) process.on(signal, ignore)
    // The engine waits for the rest of an upload before it removes the container that it is for, and
    // this process will not send it any more.
    // What fails of that is no news: the process ends as it was told to.
    process.on('uncaughtException', ignore)
    http.globalAgent.destroy()
    https.globalAgent.destroy()
    // .ts here, .js in the package.
    const entry = new URL(`./sweep-main${extname(import.meta.url)}`, import.meta.url)
    spawnSync(process.execPath, [fileURLToPath(entry), host, config.run], OUT_OF_REACH)
    for (const signal of SIGNALS) process.off(signal, ignore)
  })
}

/**
 * A second Ctrl-C goes to the whole process group, and the sweep must not die of it: Node's
 * spawnSync knows `detached` though its types and its documentation leave it out.
 */
const OUT_OF_REACH = {
  stdio: ['ignore', 'ignore', 'inherit'],
  timeout: EXIT_DEADLINE_MS,
  detached: true,
} satisfies SpawnSyncOptions & { detached: boolean }

/**
 * The normal end of a run: sweeps, and makes the exit hook of `sweepOnExit` a no-op. Only for the
 * process that made the run: its children must not end what others of it still use.
 */
export async function endRun(docker: Docker): Promise<Swept> {
  if (!config.ownsRun) return { containers: 0, networks: 0 }
  const swept = await sweep(docker, config.run)
  unhook?.()
  unhook = undefined
  return swept
}
