import { CODES } from './codes.ts'

/**
 * Who has to act. Never mixed: a run exits with the code of the gravest blame it saw,
 * and the environment outranks the call, which outranks the tutorial, because nothing
 * can be said about a tutorial that could not be run.
 */
export type Blame = 'tutorial' | 'call' | 'environment'

/** Exit codes of every command. 0 means: everything was run, and everything held. */
export const EXIT_CODES: Readonly<Record<Blame, number>> = { tutorial: 1, call: 2, environment: 3 }

export type Code = keyof typeof CODES

export const ALL_CODES: readonly Code[] = Object.keys(CODES) as Code[]

/** Who has to act on a failure of that code. */
export function blameOf(code: Code): Blame {
  return CODES[code]
}

/** A place in a file, as editors open it: `file:line:column`, both counted from 1. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** What a finished command left behind; failures carry it whole. */
export interface CommandResult {
  readonly command: readonly string[]
  readonly cwd: string
  /** `null` when the command was ended from outside: by its deadline or an abort. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** Milliseconds. */
  readonly durationMs: number
  readonly timedOut: boolean
  /** The deadline that ended it, where one did. Milliseconds. */
  readonly timeoutMs?: number
}

/** Something fetched is not what its hash says. Hashes are in the notation that Nix tells them in. */
export interface HashMismatch {
  readonly specified: string
  readonly got: string
  /** What was fetched, where Nix itself did it (`builtins.fetchurl`, `builtins.fetchTarball`). */
  readonly url?: string
  /** The fixed-output derivation, without its store directory, hash and `.drv`, where one did it. */
  readonly derivation?: string
}

/** Something could not be fetched. */
export interface DownloadFailure {
  readonly url?: string
  /** Of HTTP, when a server answered. */
  readonly status?: number
  /** In the words of curl, which Nix and nixpkgs fetch with. */
  readonly reason: string
}

export interface Details {
  readonly wanted?: string
  readonly found?: string
  readonly place?: Place
  /** The next thing to do, as an instruction. */
  readonly next?: string
  readonly result?: CommandResult
  readonly mismatch?: HashMismatch
  readonly download?: DownloadFailure
  readonly cause?: unknown
}

/** Every error nixproof throws on purpose: a code, its blame, and what to do next. */
export class NixproofError extends Error {
  override readonly name = 'NixproofError'
  readonly code: Code
  readonly blame: Blame
  readonly summary: string
  readonly details: Details

  constructor(code: Code, summary: string, details: Details = {}) {
    super(compose(code, summary, details), { cause: details.cause })
    this.code = code
    this.blame = CODES[code]
    this.summary = summary
    this.details = details
  }
}

export function formatPlace({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':')
}

/** One message shape for all: what happened, wanted, found, where, next. */
function compose(code: Code, summary: string, details: Details): string {
  const { wanted, found, place, next } = details
  const rows = { wanted, found, at: place && formatPlace(place), next }
  return [
    `${summary} [${code}]`,
    ...Object.entries(rows)
      .filter((row): row is [string, string] => Boolean(row[1]))
      .map(([label, text]) => `  ${label.padEnd(6)}  ${text.replaceAll('\n', '\n          ')}`),
  ].join('\n')
}
