import { NixproofError } from '../errors.ts'
import { TRACE_ARGS } from '../nix/argv.ts'
import { parseMessages } from '../nix/messages.ts'
import { exhaustedError } from './exhausted.ts'
import { createInquiry } from './inquiry.ts'
import type { RunOptions, RunResult } from './run.ts'
import { shellError } from './shell-failure.ts'
import type { TypedResult } from './typed.ts'
import type { TypedEnd } from './typed-stack.ts'

/** Whom to ask about a failure. */
export interface Witness {
  readonly workspace: string
  /** The container may not write as much as the disk has room for. */
  readonly diskLimited: boolean
  /** Runs something where the command was typed, in its environment. */
  ask(argv: readonly string[], options: RunOptions): Promise<RunResult>
}

const TOOL = /(?:^|[;&|({]|\b(?:sudo|time|exec|then|do))\s*((?:nix(?:os)?-[a-z]+|nix)\b[^\n;&|]*)/gm
/** Of one whose words are what bash makes of them. */
const PLAIN = /^(?:nix-build|nix-shell|nix-instantiate)(?: [\w./=:@%+-]+)*$/
const MOST_TEXT = 60

/** Why a typed command failed. */
export async function typedError(result: RunResult, witness: Witness): Promise<NixproofError> {
  const text = result.command.join(' ')
  const tool = [...text.matchAll(TOOL)].at(-1)?.[1]?.trim()
  const { workspace } = witness
  const said = [result.stderr, result.stdout].find((one) => parseMessages(one).length > 0)
  // Nix has said why it failed, and not what it was to run.
  if (tool !== undefined && said !== undefined) {
    const words = tool.split(/\s+/)
    const again = PLAIN.test(tool) ? { again: [...words, ...TRACE_ARGS] } : {}
    const { cwd } = result
    // Where the shell is, and not the reader's cd: asking must not move them.
    const run = (argv: readonly string[], { env = {}, signal, timeoutMs }: RunOptions) => {
      const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
      return witness.ask(['env', ...variables, ...argv], {
        ...(signal && { signal }),
        ...(timeoutMs !== undefined && { timeoutMs }),
      })
    }
    const inquire = createInquiry({
      run,
      runNix: async (argv, options) => ({ result: await run(argv, options) }),
      diskLimited: witness.diskLimited,
    })
    const told = { ...result, stderr: said, command: words }
    return inquire({ result: told }, { workspace, cwd, ...again })
  }
  const first = text.trim().split('\n')[0] ?? ''
  const isShort = first === text.trim() && first.length <= MOST_TEXT
  const named = isShort ? first : `${first.slice(0, MOST_TEXT)}…`
  return (
    exhaustedError(result.exhausted, { ...result, command: [named] }) ?? shellError(named, result)
  )
}

export function shellEnded(last: string, { exitCode }: TypedEnd): NixproofError {
  return new NixproofError('USAGE', 'The shell has ended, and takes no command any more', {
    found: `"${last}" ended it with exit code ${exitCode}`,
    next: 'Open another shell: openShell()',
  })
}

export function shellBusy(text: string, busy: string): NixproofError {
  return new NixproofError('USAGE', `The shell cannot take "${text}" now`, {
    wanted: 'One command at a time, in the shell that was opened last',
    found: `"${busy}" has not ended`,
    next: 'Wait for it, close the shell that it opened, or type in another shell: openShell()',
  })
}

export function openedNothing(result: TypedResult): NixproofError {
  return new NixproofError('SHELL_COMMAND_FAILED', `"${result.command[0]}" opened no shell`, {
    wanted: 'A bash that takes commands: of nix-shell, nix develop, nix shell or bash',
    found: 'It ended with exit code 0',
    next: 'Type it as a command, if it is to open none',
    result,
  })
}
