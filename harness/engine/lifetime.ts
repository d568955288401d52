import { spawnSync, type SpawnSyncOptions } from 'node:child_process'
import http from 'node:http'
import https from 'node:https'
import { extname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type Docker from 'dockerode'
import { onExit } from 'signal-exit'
import { config } from '../config.ts'
import type { Engine } from './connect.ts'
import { type DeadSwept, NOTHING_SWEPT, sweepDead } from './dead-runs.ts'
import { endLease, holdLease, MACHINE_LABEL } from './lease.ts'
import { RUN_LABEL, sweep, type Swept } from './sweep.ts'
import { removeOpened } from './temp-dir.ts'

/** How long the exit of a process may be held up, in milliseconds. */
const EXIT_DEADLINE_MS = 30_000

/** What every container of this run carries, so that it is found by whoever may remove it. */
export async function runLabels(): Promise<Record<string, string>> {
  const machine = await holdLease()
  return { [RUN_LABEL]: config.run, ...(machine !== undefined && { [MACHINE_LABEL]: machine }) }
}

let sweeping: Promise<DeadSwept> | undefined

/**
 * The start of a run on an engine: from now on nothing of it outlives this process, and what
 * killed runs of this machine have left there is removed meanwhile. Nobody waits for that.
 */
export async function beginRun(engine: Engine): Promise<void> {
  const machine = await holdLease()
  if (!config.ownsRun) return
  sweepOnExit(engine.host)
  if (machine === undefined) return
  // A run is not worse for what another has left: the next one tries again.
  sweeping ??= sweepDead(engine.docker, machine).catch(() => NOTHING_SWEPT)
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
  for (const signal of SIGNALS) process.on(signal, passOn)
  const forget = onExit(() => {
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
  const die = onExit(dieAtOnce, { alwaysLast: true })
  unhook = () => {
    forget()
    die()
    for (const signal of SIGNALS) process.off(signal, passOn)
  }
}

/**
 * vitest answers a signal with `process.exit()`, which may wait for ever for a thread that compiles
 * meanwhile (https://github.com/nodejs/node/issues/54918); whoever dies of the signal waits for
 * none. So vitest hears of it, and shows the cursor again, and then signal-exit gets it alone.
 */
function passOn(signal: NodeJS.Signals): void {
  queueMicrotask(() => {
    process.off(signal, passOn)
    process.emit(signal, signal)
  })
}

/** signal-exit 3, which testcontainers brings, would have the signal come once more, and late. */
function dieAtOnce(_code: unknown, signal: NodeJS.Signals | null): void {
  if (signal === null) return
  removeOpened() // The hook of those may be behind this one.
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
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
export async function endRun(docker: Docker): Promise<EndedRun> {
  if (!config.ownsRun) return { containers: 0, networks: 0, dead: NOTHING_SWEPT }
  const [swept, dead] = await Promise.all([sweep(docker, config.run), sweeping ?? NOTHING_SWEPT])
  unhook?.()
  unhook = undefined
  await endLease()
  return { ...swept, dead }
}

export interface EndedRun extends Swept {
  /** What was removed of others, since `beginRun()`. */
  readonly dead: DeadSwept
}
