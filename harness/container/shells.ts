import { noDirectory, type RunOptions, type RunResult } from './run.ts'
import { orAbort, within } from './deadline.ts'
import type { Launcher } from './launcher.ts'
import type { Runners } from './runners.ts'
import { openTerminal, type Opened } from './terminal.ts'
import type { OpenShellOptions } from './typed.ts'
import { NixShell } from './typed-shell.ts'
import { openTypedWatch } from './typed-watch.ts'
import type { Desk } from './typing.ts'

/** For a shell that was killed to be gone. */
const DYING_MS = 2000

export interface ShellPlace {
  readonly runners: Runners
  readonly launcher: Launcher
  readonly workspace: string
  run(argv: readonly string[], options: RunOptions): Promise<RunResult>
  closing(): boolean
}

/** @throws NixproofError USAGE, CONTAINER_FAILED or ENGINE_LOST. */
export async function openShell(
  { runners, launcher, workspace, run, closing }: ShellPlace,
  { cwd, env, signal }: OpenShellOptions & { readonly cwd: string },
): Promise<NixShell> {
  signal?.throwIfAborted()
  const { terminal, start } = await openTerminal(runners, { cwd, env })
  const { heartbeat } = runners
  let first: Opened | undefined
  const lost = terminal.ended.then(() => never())
  lost.catch(() => {})
  const desk: Desk = {
    terminal,
    workspace,
    run,
    closing,
    guard: (waiting) => heartbeat.guard(Promise.race([waiting, lost])),
    watch: (ports) => openTypedWatch(runners, { id: terminal.id, number: terminal.next }, ports),
    lead: (process, listeners, startedAt) => launcher.lead(process, listeners, startedAt),
    async end(shell, typed) {
      if (shell !== first?.pid) {
        await run(['bash', '-c', 'kill -KILL "$1"', '-', String(shell)], {}).catch(() => {})
        if (typeof (await within(typed.ended, { timeoutMs: DYING_MS })) === 'object') return
      }
      await terminal.kill()
    },
  }
  try {
    const either = Promise.race([start.opened, start.ended.then(() => undefined)])
    first = await orAbort(desk.guard(either), signal)
    if (!first) throw noDirectory(cwd)
    return new NixShell(desk, start, first)
  } catch (error) {
    await terminal.kill().catch(() => {}) // The container may be gone.
    throw error
  }
}

/** A terminal that has ended tells so to whom its commands belong; its failure is for all. */
function never(): Promise<never> {
  return new Promise(() => {})
}
