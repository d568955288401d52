import { execa } from 'execa'
import { type CommandResult, NixproofError } from '../errors.ts'

const UPDATE_DEADLINE_MS = 120_000
const INSTALL_DEADLINE_MS = 600_000

/**
 * Installs one Debian package and what it depends on, nothing recommended, without a question.
 * The package lists are brought up to date only when they do not know the package, or name
 * files that the mirror no longer has.
 *
 * @throws NixproofError PACKAGES_UNAVAILABLE with apt's own words.
 */
export async function installPackage(name: string, signal?: AbortSignal): Promise<void> {
  const known = await apt('apt-cache', ['policy', name], UPDATE_DEADLINE_MS, signal)
  if (/Candidate: [^(\s]/.test(known.stdout)) {
    if ((await install(name, signal)).exitCode === 0) return
  }
  const updated = await apt('apt-get', ['update'], UPDATE_DEADLINE_MS, signal)
  const installed = await install(name, signal)
  if (installed.exitCode === 0) return
  throw new NixproofError('PACKAGES_UNAVAILABLE', `The package "${name}" cannot be installed`, {
    found: lastLines(installed.stderr || updated.stderr || installed.stdout, 8),
    next: `Run "apt-get install --no-install-recommends ${name}" by hand and mend what it says`,
    result: installed,
  })
}

function install(name: string, signal: AbortSignal | undefined): Promise<CommandResult> {
  const options = ['--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=60']
  return apt('apt-get', [...options, 'install', name], INSTALL_DEADLINE_MS, signal)
}

async function apt(
  program: 'apt-get' | 'apt-cache',
  args: readonly string[],
  timeout: number,
  cancelSignal: AbortSignal | undefined,
): Promise<CommandResult> {
  const cwd = '/'
  const run = await execa(program, args, {
    cwd,
    stdin: 'ignore',
    reject: false,
    timeout,
    ...(cancelSignal && { cancelSignal }),
    // A question would wait for an answer that nobody gives; LC_ALL keeps the output readable
    // for `Candidate:` above.
    env: { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1', LC_ALL: 'C.UTF-8' },
  })
  cancelSignal?.throwIfAborted()
  return {
    command: [program, ...args],
    cwd,
    exitCode: run.exitCode ?? null,
    stdout: run.stdout,
    // A program that could not even be run has its reason only in the message.
    stderr: run.stderr || (run.exitCode === undefined ? (run.message ?? '') : ''),
    durationMs: run.durationMs,
    timedOut: run.timedOut,
  }
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
