import type { NixproofError } from '../errors.ts'
import { TRACE_ARGS } from '../nix/argv.ts'
import { parseMessages } from '../nix/messages.ts'
import { exhaustedError } from './exhausted.ts'
import { createInquiry } from './inquiry.ts'
import type { RunOptions, RunResult } from './run.ts'
import { shellError } from './shell-failure.ts'

/** Whom to ask about a failure. */
export interface Witness {
  readonly workspace: string
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
    const inquire = createInquiry((argv, options) => witness.ask(argv, options))
    return inquire({ ...result, stderr: said, command: words }, { workspace, ...again })
  }
  const first = text.trim().split('\n')[0] ?? ''
  const isShort = first === text.trim() && first.length <= MOST_TEXT
  const named = isShort ? first : `${first.slice(0, MOST_TEXT)}…`
  return (
    exhaustedError(result.exhausted, { ...result, command: [named] }) ?? shellError(named, result)
  )
}
