import type { CommandResult } from '../errors.ts'
import { createCarrierPool } from './carrier-pool.ts'
import { checkTimeout, within, type Outcome } from './deadline.ts'
import { exhaustedError } from './exhausted.ts'
import { launchError } from './launch-failure.ts'
import { startProcess, type ContainerProcess } from './process.ts'
import type { RunOptions } from './run.ts'
import type { Runners } from './runners.ts'
import { NixServer } from './server.ts'
import { openTunnel } from './tunnel.ts'
import { createWatch, type Listener } from './watch.ts'

export interface LaunchOptions extends RunOptions {
  /** The port that the program must listen on. Default: the first one that it listens on. */
  readonly port?: number
  /** Milliseconds until it has to listen. Default: 30 s. */
  readonly timeoutMs?: number
}

const LAUNCH_TIMEOUT_MS = 30_000
const GRACE_MS = 1000

/** `cwd` is absolute here. */
export interface LaunchSpec extends LaunchOptions {
  readonly argv: readonly string[]
  readonly cwd: string
}

/** Starts a server and waits until it listens, it ends, the deadline has passed or an abort. */
export async function launchServer(runners: Runners, spec: LaunchSpec): Promise<NixServer> {
  const { argv, cwd, port, signal } = spec
  const timeoutMs = checkTimeout(spec.timeoutMs ?? LAUNCH_TIMEOUT_MS)
  signal?.throwIfAborted()
  const start = performance.now()
  const watch = createWatch(port)
  await using undo = new AsyncDisposableStack()
  const process = await startProcess(runners, {
    argv,
    cwd,
    env: spec.env,
    watch: port ?? 'any',
    onLine: spec.onLine,
    onRecord: watch.onRecord,
  })
  undo.defer(async () => void (await process.kill(GRACE_MS).catch(() => {})))
  const pool = createCarrierPool(runners.container)
  undo.defer(() => pool.close())
  pool.fill(1) // Its start goes on beside the program's.

  const left = timeoutMs - (performance.now() - start)
  const first = Promise.race([watch.ready, process.ended])
  const outcome = await within(first, { timeoutMs: left, signal })
  if (outcome === 'aborted') throw signal?.reason
  const listener = listenerOf(outcome)
  if (!listener) {
    const durationMs = Math.round(performance.now() - start)
    await undo.disposeAsync()
    const result = resultOf(process, spec, outcome, durationMs)
    throw exhaustedError([...process.exhausted], result) ?? launchError(result, watch.seen, port)
  }
  const readyAfterMs = Math.round(performance.now() - watch.seen.startedAt)
  const tunnel = await openTunnel(pool, listener)
  undo.move()
  return new NixServer(process, tunnel, listener, readyAfterMs)
}

function listenerOf(outcome: Outcome<Listener | number>): Listener | undefined {
  if (typeof outcome === 'string' || typeof outcome.value === 'number') return undefined
  return outcome.value
}

function resultOf(
  { output }: ContainerProcess,
  { argv, cwd }: LaunchSpec,
  outcome: Outcome<Listener | number>,
  durationMs: number,
): CommandResult {
  const value = typeof outcome === 'object' ? outcome.value : undefined
  return {
    command: argv,
    cwd,
    exitCode: typeof value === 'number' ? value : null,
    stdout: output.stdout.toString(),
    stderr: output.stderr.toString(),
    durationMs,
    timedOut: outcome === 'timeout',
  }
}
