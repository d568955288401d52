import { posix } from 'node:path'
import { NixproofError } from '../errors.ts'
import { noDirectory, runProcess } from './run.ts'
import { orAbort, within } from './deadline.ts'
import type { Launcher } from './launcher.ts'
import type { Runners } from './runners.ts'
import { openTerminal } from './terminal.ts'
import type { Opened, Typed } from './typed-stack.ts'
import type { OpenShellOptions } from './typed.ts'
import { NixShell } from './typed-shell.ts'
import { openTypedWatch } from './typed-watch.ts'
import type { Desk } from './typing.ts'

/** Of scripts/run.sh, when there is no such directory. */
const NOWHERE = 125
/** For a shell that was killed to be gone. */
const DYING_MS = 2000

export interface ShellPlace {
  readonly runners: Runners
  readonly launcher: Launcher
  readonly workspace: string
  readonly diskLimited: boolean
}

/** @throws NixproofError USAGE, CONTAINER_FAILED or ENGINE_LOST. */
export async function openShell(
  { runners, launcher, workspace, diskLimited }: ShellPlace,
  { cwd: from = '.', env, signal }: OpenShellOptions,
): Promise<NixShell> {
  signal?.throwIfAborted()
  const cwd = posix.resolve(workspace, from)
  const { terminal, start } = await openTerminal(runners, { cwd, env })
  const { heartbeat } = runners
  let first: Opened | undefined
  const lost = terminal.ended.then(() => never())
  lost.catch(() => {})
  const desk: Desk = {
    terminal,
    workspace,
    diskLimited,
    closing: () => runners.closed,
    run: (argv, options) => runProcess(runners, { ...options, argv, cwd: workspace }),
    guard: (waiting) => heartbeat.guard(Promise.race([waiting, lost])),
    watch(shell, ports) {
      launcher.expect()
      return openTypedWatch(runners, { id: terminal.id, number: terminal.next, shell }, ports)
    },
    lead: (process, listeners, startedAt) => launcher.lead(process, listeners, startedAt),
    async end(shell, typed) {
      if (shell !== first?.pid) {
        await desk.run(['bash', '-c', 'kill -KILL "$1"', '-', String(shell)], {}).catch(() => {})
        if (typeof (await within(typed.ended, { timeoutMs: DYING_MS })) === 'object') return
      }
      await terminal.kill()
    },
  }
  try {
    const either = Promise.race([start.opened, start.ended])
    const came = await orAbort(desk.guard(either), signal)
    if ('exitCode' in came) throw came.exitCode === NOWHERE ? noDirectory(cwd) : endedAtOnce(start)
    first = came
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

function endedAtOnce({ output }: Typed): NixproofError {
  return new NixproofError('SHELL_COMMAND_FAILED', 'A new shell ends at once', {
    wanted: 'It takes commands until it is left',
    found: output.stderr.toString().trim() || 'It wrote nothing',
    next: 'Correct what it reads at its start: ~/.bashrc',
  })
}
