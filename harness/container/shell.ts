import { nixShellArgv, TRACE_ARGS } from '../nix/argv.ts'
import { exhaustedError } from './exhausted.ts'
import type { Inquiry } from './inquiry.ts'
import type { NixOptions } from './nix-options.ts'
import { createProcessId } from './process.ts'
import type { RunResult } from './run.ts'
import { runNix } from './run-nix.ts'
import type { Runners } from './runners.ts'
import { shellError } from './shell-failure.ts'

/** Where a shell is opened, and who finds out why it could not be. */
interface Place {
  readonly runners: Runners
  readonly inquire: Inquiry
  readonly workspace: string
  /** Absolute. */
  readonly cwd: string
  readonly timeoutMs: number
}

/** Runs `nix-shell`, and tells failures of Nix from those of the command in the shell. */
export async function runInShell(
  { runners, inquire, workspace, cwd, timeoutMs }: Place,
  command: string,
  options: NixOptions,
): Promise<RunResult> {
  const id = createProcessId()
  let entered = false
  const { result, transcript } = await runNix(runners, {
    timeoutMs,
    ...options,
    argv: nixShellArgv(command, options, id.announce('entered')),
    cwd,
    id,
    onRecord: ([word]) => (entered ||= word === 'entered'),
  })
  // The command as it was given, without what was put before it.
  const told = { ...result, command: nixShellArgv(command, options) }
  if (result.exitCode === 0) return told
  if (entered) throw exhaustedError(result.exhausted, told) ?? shellError(command, told)
  const args = [...(options.args ?? []), ...TRACE_ARGS]
  const again = nixShellArgv('exit', { ...options, args })
  throw await inquire({ result: told, transcript }, { ...options, workspace, again })
}
