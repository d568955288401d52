import { setTimeout as sleep } from 'node:timers/promises'
import type { Container } from 'dockerode'
import { within } from './deadline.ts'
import { request } from './engine-failure.ts'
import { readExec } from './exec.ts'
import { scriptArgv } from './scripts.ts'

export interface Ended {
  /** The processes that are still there, as `PID COMMAND`. */
  readonly survivors: readonly string[]
  /** The container had no process to spare, so all its processes were ended. */
  readonly everything: boolean
}

/** The script that kills waits up to 2 s more after the grace, and its start takes a while. */
const KILL_MARGIN_MS = 10_000
/** After so much more than the grace somebody looks whether the script could start at all. */
const SUSPICION_MS = 1000
/** What thousands of processes may take to die on a loaded machine. */
const DYING_MS = 10_000
const DYING_LOOK_MS = 50
/** What an engine needs to start one. */
const SPARE_PROCESSES = 4
/** The last word of scripts/kill.sh. */
const SWEPT = 'swept'

/** What is to be ended. */
export interface Doomed {
  /** An entry of the environment that its processes have. */
  readonly mark: string
  /** Default: none. */
  readonly group?: string
  readonly graceMs: number
  /** The shell that it was typed in: it is asked as with Ctrl-C then, and the shell stays. */
  readonly shell?: number
}

/** Runs a helper in the container and returns what it wrote to stdout. */
export type ReadProgram = (argv: readonly string[], deadlineMs: number) => Promise<string>

/**
 * Ends processes and all that came of them. A fork bomb can leave no room for what does that.
 *
 * @param ready Runs it sooner than the engine starts a process, if it can.
 */
export async function endGroup(
  container: Container,
  doomed: Doomed,
  ready: ReadProgram = () => Promise.resolve(''),
): Promise<Ended> {
  const { mark, group = '0', graceMs, shell = '' } = doomed
  const argv = scriptArgv('kill', mark, group, graceMs, shell)
  const deadlineMs = graceMs + KILL_MARGIN_MS
  const sweep = (): Promise<string> => readExec(container, argv, deadlineMs)
  const first = ready(argv, deadlineMs)
    .catch(() => '')
    .then((text) => (text.endsWith(`${SWEPT}\n`) ? text : sweep()))
    .catch(() => '')
  const early = await within(first, { timeoutMs: graceMs + SUSPICION_MS })
  if (typeof early === 'string' && (await isFull(container))) return endAll(container, sweep)
  const text = await first
  if (!text.endsWith(`${SWEPT}\n`)) return endAll(container, sweep)
  return { survivors: linesOf(text), everything: false }
}

/** The engine needs no new process for a signal; scripts/hold.sh then ends all others. */
async function endAll(container: Container, sweep: () => Promise<string>): Promise<Ended> {
  await request('Cannot end the processes of the container', (abortSignal) =>
    container.kill({ signal: 'SIGUSR1', abortSignal }),
  )
  // They still count until they have died and are collected; no process could be started before.
  const start = performance.now()
  while ((await isFull(container)) && performance.now() - start < DYING_MS)
    await sleep(DYING_LOOK_MS)
  return { survivors: linesOf(await sweep()), everything: true }
}

async function isFull(container: Container): Promise<boolean> {
  const options = { stream: false, 'one-shot': true } as const
  const { pids_stats: count } = await request('Cannot count processes', (abortSignal) =>
    container.stats(Object.assign(options, { abortSignal })),
  )
  if (count?.limit === undefined) return false
  return (count.current ?? 0) + SPARE_PROCESSES > count.limit
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && line !== SWEPT)
}
