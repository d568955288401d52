import { within } from './deadline.ts'
import type { RunOptions, RunResult } from './run.ts'
import type { NixServer, ServingProcess } from './server.ts'
import type { Terminal } from './terminal.ts'
import type { Opened, Typed, TypedEnd } from './typed-stack.ts'
import type { TypedResult } from './typed.ts'
import type { TypedWatch } from './typed-watch.ts'
import type { Listener } from './watch.ts'

/** What all shells of one terminal share. */
export interface Desk {
  readonly terminal: Terminal
  readonly workspace: string
  /** The container may not write as much as the disk has room for. */
  readonly diskLimited: boolean
  /** Waits no longer than the engine answers, and the terminal is there. */
  guard<T>(waiting: Promise<T>): Promise<T>
  /** @param shell The process of the shell that the next command is typed in. */
  watch(shell: number, ports: readonly number[]): Promise<TypedWatch>
  lead(
    process: ServingProcess,
    listeners: readonly Listener[],
    startedAt: number,
  ): Promise<NixServer>
  /** Runs something beside the terminal, in the workspace. */
  readonly run: (argv: readonly string[], options: RunOptions) => Promise<RunResult>
  /** Ends a shell that does not go on, and with it the command. */
  end(shell: number, typed: Typed): Promise<void>
  /** Whether the container is about to end anyway. */
  closing(): boolean
}

export interface Place {
  readonly desk: Desk
  /** The process of the shell that it was typed in. */
  readonly shell: number
  readonly typed: Typed
}

export interface Wait {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  readonly watch?: TypedWatch | undefined
  /** Whether it is waited for a shell as well. */
  readonly opens?: boolean
}

/** What came of it; nothing at all when it could not be ended, and its shell with it. */
export interface What {
  readonly timedOut: boolean
  readonly timeoutMs?: number
  readonly end?: TypedEnd
  readonly opened?: Opened
  readonly server?: NixServer
}

/** Ctrl-C, and so much time for the program to end. */
const GRACE_MS = 2000
/** For what a command has left in the background to listen. */
const BACKGROUND_MS = 10_000
/** For the shell to go on. */
const REGAIN_MS = 2000

/** Waits until a command has ended, serves, or has opened a shell; else interrupts it. */
export async function awaitTyped(place: Place, wait: Wait): Promise<What> {
  const { desk, typed, shell } = place
  const { timeoutMs, signal, watch, opens } = wait
  const start = performance.now()
  const ended = typed.ended.then((end) => ({ end }))
  const ways: Promise<Pick<What, 'end' | 'opened'> & { listeners?: readonly Listener[] }>[] = [
    typed.output.broken,
    ended,
    ...(opens ? [typed.opened.then((opened) => ({ opened }))] : []),
    ...(watch ? [watch.ready.then((listeners) => ({ listeners }))] : []),
  ]
  let outcome
  try {
    outcome = await within(desk.guard(Promise.race(ways)), { timeoutMs, signal })
  } catch (error) {
    await regain(desk, typed, shell).catch(() => {}) // The container may be gone.
    throw error
  }
  if (outcome === 'aborted') {
    await regain(desk, typed, shell).catch(() => {})
    throw signal?.reason
  }
  if (outcome === 'timeout')
    return { timedOut: true, timeoutMs, end: await regain(desk, typed, shell) }
  const { listeners, ...found } = outcome.value
  if (listeners && watch) {
    return { timedOut: false, server: await serve(place, listeners, watch) }
  }
  const end = found.end
  if (!end || !watch || end.exitCode !== 0 || end.directory === undefined) {
    return { timedOut: false, ...found }
  }
  // What it has put into the background may come to listen.
  const gone = watch.afterwards()
  const later = await within(desk.guard(Promise.race([watch.ready, gone])), {
    timeoutMs: Math.min(BACKGROUND_MS, timeoutMs - (performance.now() - start)),
    signal,
  })
  if (later === 'aborted') throw signal?.reason
  if (later === 'timeout' || !later.value) return { timedOut: false, end }
  return {
    timedOut: false,
    end,
    server: await serve(
      place,
      later.value,
      watch,
      gone.then(() => 0),
    ),
  }
}

/** Interrupts a command, and sees that its shell goes on, or else ends that too. */
export async function regain(
  desk: Desk,
  typed: Typed,
  shell: number,
  graceMs: number = GRACE_MS,
): Promise<TypedEnd> {
  const exhausted = await desk.terminal.end(typed, graceMs, shell)
  // After Ctrl-C bash forgets what is left of its line.
  desk.terminal.ask(typed)
  const done = await within(typed.ended, { timeoutMs: REGAIN_MS })
  if (typeof done === 'string') await desk.end(shell, typed)
  const end = await typed.ended
  return { ...end, exhausted: [...new Set([...exhausted, ...end.exhausted])] }
}

function serve(
  { desk, typed, shell }: Place,
  listeners: readonly Listener[],
  watch: TypedWatch,
  gone?: Promise<number>,
): Promise<NixServer> {
  const ended = gone ?? typed.ended.then(({ exitCode }) => exitCode)
  async function kill(graceMs: number): Promise<readonly string[]> {
    if (gone) await desk.terminal.end(typed, graceMs)
    else await regain(desk, typed, shell, graceMs)
    return []
  }
  const process = { output: typed.output, exhausted: new Set<never>(), ended, kill }
  return desk.lead(process, listeners, watch.seen.startedAt)
}

interface Report extends What {
  /** The directory it was typed in. */
  readonly from: string
  readonly start: number
}

export function toResult(typed: Typed, report: Report): TypedResult {
  const { from, start, timedOut, timeoutMs, end, server } = report
  const { output } = typed
  return {
    command: [typed.text],
    cwd: from,
    directory: end ? end.directory : from,
    exitCode: timedOut || !end ? null : end.exitCode,
    stdout: output.stdout.toString(),
    stderr: output.stderr.toString(),
    ...output.lines(),
    durationMs: Math.round(performance.now() - start),
    timedOut,
    ...(timeoutMs !== undefined && { timeoutMs }),
    exhausted: end ? end.exhausted : [],
    omitted: { stdout: output.stdout.omitted, stderr: output.stderr.omitted },
    ...(server && { server }),
  }
}
