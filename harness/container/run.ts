import { NixproofError, type CommandResult } from '../errors.ts'
import { checkTimeout, within } from './deadline.ts'
import type { Resource } from './exhausted.ts'
import type { StreamName } from './frames.ts'
import type { Input } from './input.ts'
import {
  createProcessId,
  startProcess,
  type OutputLine,
  type ProcessId,
  type StderrReader,
} from './process.ts'
import type { Runners } from './runners.ts'

export interface RunOptions {
  /** Where to run: absolute, or relative to the workspace. Default: the workspace. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** What the command reads. Default: nothing, its input has ended. */
  readonly stdin?: Input
  /** Milliseconds. Default: 10 minutes. */
  readonly timeoutMs?: number
  /** Ends the command; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called for each line as it comes. What it throws ends the command, and the call rejects with it. */
  readonly onLine?: (line: OutputLine) => void
}

/** The result of a command in a container. Of each stream at most 1 Mi characters are kept. */
export interface RunResult extends CommandResult {
  /** Characters that were left out of the middle of each stream. */
  readonly omitted: Readonly<Record<StreamName, number>>
  /** What the container ran out of meanwhile: the kernel then ended a process, or started none. */
  readonly exhausted: readonly Resource[]
}

const RUN_TIMEOUT_MS = 600_000
/** Nix ends its builders when it is asked to end, which takes a moment. */
const GRACE_MS = 2000

/** `cwd` is absolute here. `onRecord` gets what the command announces through `id`. */
export interface RunSpec extends RunOptions {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly id?: ProcessId
  readonly onRecord?: (words: readonly string[]) => void
  readonly reader?: StderrReader
}

/** Runs one command to its end, its deadline or an abort. Nothing of its process group is left. */
export async function runProcess(runners: Runners, spec: RunSpec): Promise<RunResult> {
  const { argv, cwd, signal, id = createProcessId() } = spec
  const timeoutMs = checkTimeout(spec.timeoutMs ?? RUN_TIMEOUT_MS)
  signal?.throwIfAborted()
  const start = performance.now()
  let nowhere = false
  const process = await startProcess(
    runners,
    {
      argv,
      cwd,
      env: spec.env,
      stdin: spec.stdin,
      onLine: spec.onLine,
      reader: spec.reader,
      onRecord(words) {
        if (words[0] === 'nowhere') nowhere = true
        spec.onRecord?.(words)
      },
    },
    id,
  )
  const left = timeoutMs - (performance.now() - start)
  const first = Promise.race([process.broken, process.ended])
  const outcome = await within(first, { timeoutMs: left, signal }).catch(async (error: unknown) => {
    await process.kill(0).catch(() => {}) // Without its input it might wait for ever.
    throw error
  })
  if (outcome === 'aborted') {
    await process.kill(GRACE_MS).catch(() => {}) // Whoever aborts may have ended the container too.
    throw signal?.reason
  }
  if (outcome === 'timeout') await process.kill(GRACE_MS)
  if (nowhere) throw noDirectory(cwd)
  return {
    command: argv,
    cwd,
    exitCode: outcome === 'timeout' ? null : outcome.value,
    stdout: process.output.stdout.toString(),
    stderr: process.output.stderr.toString(),
    durationMs: Math.round(performance.now() - start),
    timedOut: outcome === 'timeout',
    ...(outcome === 'timeout' && { timeoutMs }),
    exhausted: [...process.exhausted],
    omitted: { stdout: process.output.stdout.omitted, stderr: process.output.stderr.omitted },
  }
}

export function noDirectory(cwd: string): NixproofError {
  return new NixproofError('USAGE', 'The directory to run in does not exist in the container', {
    found: cwd,
    next: 'Give a cwd that is in the workspace, or create it first',
  })
}
