import { join } from 'node:path'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { execa, ExecaError } from 'execa'
import { config } from '../../config.ts'
import { NixproofError } from '../../errors.ts'

/** Where git runs, shut off from the user's and the machine's configuration. */
export interface Git {
  /** A private directory: git's HOME, with the only configuration it reads. */
  readonly home: string
  /** Aborts when the origin is disposed. */
  readonly signal: AbortSignal
}

export interface GitOptions {
  readonly input?: Readable | string
  readonly signal?: AbortSignal
  readonly env?: Readonly<Record<string, string>>
  /** How `runGit` decodes. Default: `utf8`. `latin1` keeps each byte. */
  readonly encoding?: 'utf8' | 'latin1'
  /** How long `runGit` waits, in milliseconds. Default: 5 minutes. */
  readonly timeoutMs?: number
}

/** Git reads the local disk: what takes longer hangs. */
const TIMEOUT_MS = 300_000
/** In this time a signal that went to git and to this process has come to both. */
export const INTERRUPT_MS = 500

/** The file that git takes for the user's configuration. */
export function configurationFile(home: string): string {
  return join(home, 'gitconfig')
}

/**
 * Runs git to its end.
 *
 * @returns What it wrote, as it wrote it.
 * @throws NixproofError GIT_NOT_FOUND, or GIT_FAILED with what git said; the reason of a signal.
 */
export async function runGit(
  git: Git,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  try {
    const timeout = options.timeoutMs ?? TIMEOUT_MS
    const { stdout } = await execa('git', args, { ...settings(git, options), timeout })
    return stdout
  } catch (error) {
    await ownEnd(error)
    throw explain(args, error, options.signal)
  }
}

/** As `runGit`, with `undefined` where git says by its exit code that there is no such thing. */
export async function askGit(
  git: Git,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string | undefined> {
  return runGit(git, args, options).catch((error: unknown) => {
    if (error instanceof NixproofError && error.code === 'GIT_FAILED') return undefined
    throw error
  })
}

/**
 * Starts git and gives what it writes as it comes. A git that fails before its first byte is an
 * error here; one that fails later makes the stream fail, so that nobody takes a part for the whole.
 */
export async function streamGit(
  git: Git,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Readable> {
  const child = execa('git', args, {
    ...settings(git, options),
    buffer: { stdout: false, stderr: true },
  })
  child.catch(() => {}) // The stream fails with the same reason.
  const stream = child.readable()
  // Whoever reads it learns of an error; when nobody does any more, it is none.
  stream.on('error', () => {})
  stream.once('close', () => child.kill())
  try {
    await once(stream, 'readable')
  } catch (error) {
    await ownEnd(error)
    throw explain(args, error, options.signal)
  }
  return stream
}

/**
 * Ctrl-C goes to git, too, and may get there first. That says nothing of the clone: this process is
 * ended by the same signal in a moment, and by none when somebody else ended git.
 */
async function ownEnd(error: unknown): Promise<void> {
  if (!(error instanceof ExecaError) || error.isCanceled || error.timedOut) return
  if (isInterrupt(error.signal)) await setTimeout(INTERRUPT_MS)
}

/** True for a signal that a terminal sends to all that runs in it. */
export function isInterrupt(signal: string | null | undefined): boolean {
  return signal === 'SIGINT' || signal === 'SIGHUP' || signal === 'SIGTERM'
}

function settings({ home, signal }: Git, { input, signal: ofCall, env, encoding }: GitOptions) {
  return {
    cwd: home,
    env: { ...environment(home), ...env },
    extendEnv: false,
    stripFinalNewline: false,
    cancelSignal: ofCall ? AbortSignal.any([signal, ofCall]) : signal,
    encoding: encoding ?? ('utf8' as const),
    forceKillAfterDelay: 2000,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  } as const
}

/**
 * Nothing is taken over: a variable such as GIT_DIR, set where nixproof runs in a hook, would lead
 * git to another repository.
 */
function environment(home: string): Record<string, string> {
  return {
    PATH: config.path,
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: configurationFile(home),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    // What a partial clone has not got, git would fetch on its own. The first is known since 2.44.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_DEFAULT_REF_FORMAT: 'files',
  }
}

function explain(args: readonly string[], error: unknown, signal?: AbortSignal): unknown {
  if (!(error instanceof ExecaError)) return error
  if (error.isCanceled) return signal?.aborted ? signal.reason : error
  if (error.code === 'ENOENT') {
    return new NixproofError('GIT_NOT_FOUND', 'git is not installed', {
      wanted: 'The program "git" on PATH: a local clone is read with it',
      found: 'No such program',
      next: 'Install the package "git" (apt-get install git)',
      cause: error,
    })
  }
  return new NixproofError('GIT_FAILED', `git ${subcommand(args)} failed`, {
    found: said(error.stderr) || error.shortMessage,
    cause: error,
  })
}

function subcommand(args: readonly string[]): string {
  return args.find((arg) => /^[a-z]/.test(arg)) ?? ''
}

function said(stderr: unknown): string {
  return typeof stderr === 'string' ? stderr.trim() : ''
}
