import type { OutputLine } from './process.ts'
import type { RunResult } from './run.ts'
import type { NixServer } from './server.ts'

export interface OpenShellOptions {
  /** Where it begins: absolute, or relative to the workspace. Default: the workspace. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Ends the waiting for it; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** How a shell in a shell is opened. */
export interface OpenNestedOptions {
  /** Milliseconds until it is open, with what has to be built for it. Default: 30 minutes. */
  readonly timeoutMs?: number
  /** Interrupts the command; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called for each line as it comes. What it throws interrupts the command, and the call rejects with it. */
  readonly onLine?: (line: OutputLine) => void
}

export interface TypeOptions {
  /** Where to go first: absolute, or relative to the workspace. Default: where the shell is. */
  readonly cwd?: string
  /** Milliseconds until it ends, or listens. Default: 30 minutes. */
  readonly timeoutMs?: number
  /** Interrupts the command; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called for each line as it comes. What it throws interrupts the command, and the call rejects with it. */
  readonly onLine?: (line: OutputLine) => void
  /**
   * Whether the command may listen and not end: the call then resolves when it listens, on any port or
   * on all of these. Also when it has put a server into the background. Default: it is waited for.
   */
  readonly mayServe?: boolean | readonly number[]
}

/** What came of a typed command. That it failed is a result, not an error: `NixShell.explain()`. */
export interface TypedResult extends RunResult {
  /** The text as it was typed, as one word. */
  readonly command: readonly [string]
  /** The directory in which it was typed. */
  readonly cwd: string
  /** The directory that the shell is in now; `undefined` when the shell has ended. */
  readonly directory: string | undefined
  /** What it wrote until now, in the order in which it came. */
  readonly lines: readonly OutputLine[]
  /** Lines that are left out of their middle: at most 4000 are kept, with at most 1 Mi characters. */
  readonly omittedLines: number
  /**
   * The program that it has started and that listens. Unless it is in the background (`exitCode` is 0
   * then), it stays until the shell is typed in again, and `exitCode` is null.
   */
  readonly server?: NixServer
}
