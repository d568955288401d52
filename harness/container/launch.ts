import { NixproofError, type CommandResult } from '../errors.ts'
import type { Carriage } from './carriage.ts'
import { checkTimeout, within, type Outcome } from './deadline.ts'
import { exhaustedError } from './exhausted.ts'
import { launchError } from './launch-failure.ts'
import { startProcess, type ContainerProcess } from './process.ts'
import type { RunOptions } from './run.ts'
import type { Runners } from './runners.ts'
import { NixServer, type Gate } from './server.ts'
import { openTunnel } from './tunnel.ts'
import { createWatch, type Listener } from './watch.ts'

export interface LaunchOptions extends RunOptions {
  /** The port that the program must listen on. Default: the first one that it listens on. */
  readonly port?: number
  /** Several of them instead: it has to listen on all. The first one is the server's own. */
  readonly ports?: readonly number[]
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

/**
 * Starts a server and waits until it listens, it ends, the deadline has passed or an abort.
 *
 * @param carry Gives what carries connections, opened beside the program's start if it is not open.
 */
export async function launchServer(
  runners: Runners,
  spec: LaunchSpec,
  carry: () => Carriage,
): Promise<NixServer> {
  const { argv, cwd, signal } = spec
  const ports = wantedPorts(spec)
  const timeoutMs = checkTimeout(spec.timeoutMs ?? LAUNCH_TIMEOUT_MS)
  signal?.throwIfAborted()
  const start = performance.now()
  const watch = createWatch(ports)
  await using undo = new AsyncDisposableStack()
  const process = await startProcess(runners, {
    argv,
    cwd,
    env: spec.env,
    stdin: spec.stdin,
    watch: ports.length > 0 ? ports : 'any',
    onLine: spec.onLine,
    onRecord: watch.onRecord,
  })
  undo.defer(async () => void (await process.kill(GRACE_MS).catch(() => {})))
  const tunnel = openTunnel(carry())
  undo.defer(() => tunnel.close())

  const left = timeoutMs - (performance.now() - start)
  const first = Promise.race([process.broken, watch.ready, process.ended])
  const outcome = await within(first, { timeoutMs: left, signal })
  if (outcome === 'aborted') throw signal?.reason
  const listeners = listenersOf(outcome)
  if (!listeners) {
    const durationMs = Math.round(performance.now() - start)
    await undo.disposeAsync()
    const result = resultOf(process, spec, outcome, durationMs)
    throw exhaustedError([...process.exhausted], result) ?? launchError(result, watch.seen, ports)
  }
  const readyAfterMs = Math.round(performance.now() - watch.seen.startedAt)
  const gates: Gate[] = []
  for (const listener of listeners) {
    // oxlint-disable-next-line no-await-in-loop -- a listener on this machine is there at once
    gates.push({ localPort: await tunnel.lead(listener), listener })
  }
  undo.move()
  return new NixServer(process, tunnel, gates, readyAfterMs)
}

/** @throws NixproofError USAGE */
function wantedPorts({ port, ports }: LaunchOptions): readonly number[] {
  const wanted = ports ?? (port === undefined ? [] : [port])
  const isPort = (value: number): boolean => Number.isInteger(value) && value > 0 && value < 65_536
  const both = port !== undefined && ports !== undefined
  const twice = new Set(wanted).size < wanted.length
  if (!both && !twice && wanted.every(isPort)) return wanted
  throw new NixproofError('USAGE', 'A server cannot be waited for like that', {
    wanted: 'Either "port" or "ports", whole numbers from 1 to 65535, none of them twice',
    found: JSON.stringify({ port, ports }),
  })
}

function listenersOf(
  outcome: Outcome<readonly Listener[] | number>,
): readonly Listener[] | undefined {
  if (typeof outcome === 'string' || typeof outcome.value === 'number') return undefined
  return outcome.value
}

function resultOf(
  { output }: ContainerProcess,
  { argv, cwd }: LaunchSpec,
  outcome: Outcome<readonly Listener[] | number>,
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
