/**
 * Who has to act. Never mixed: a run exits with the code of the gravest blame it saw,
 * and the environment outranks the call, which outranks the tutorial, because nothing
 * can be said about a tutorial that could not be run.
 */
export type Blame = 'tutorial' | 'call' | 'environment'

/** Exit codes of every command. 0 means: everything was run, and everything held. */
export const EXIT_CODES: Readonly<Record<Blame, number>> = { tutorial: 1, call: 2, environment: 3 }

/** Every failure nixproof can report. Tests and scripts rely on codes; prose may change. */
const CODES = {
  // The tutorial is wrong.
  NIX_SYNTAX: 'tutorial',
  NIX_EVALUATION: 'tutorial',
  NIX_ATTRIBUTE_MISSING: 'tutorial',
  NIX_OPTION_MISSING: 'tutorial',
  NOT_EMBEDDED: 'environment',
  NIX_VARIABLE_UNDEFINED: 'tutorial',
  NIX_ARGUMENT_MISSING: 'tutorial',
  NIX_ARGUMENT_UNEXPECTED: 'tutorial',
  NIX_RECURSION: 'tutorial',
  NIX_FILE_MISSING: 'tutorial',
  NIX_NOT_A_DERIVATION: 'tutorial',
  BUILDER_FAILED: 'tutorial',
  BUILDER_KILLED: 'tutorial',
  OUTPUT_MISSING: 'tutorial',
  COLLISION: 'tutorial',
  NOT_DETERMINISTIC: 'tutorial',
  BUILD_FAILED: 'tutorial',
  HASH_MISMATCH: 'tutorial',
  HASH_PLACEHOLDER: 'tutorial',
  URL_NOT_FOUND: 'tutorial',
  URL_REFUSED: 'tutorial',
  SHELL_COMMAND_FAILED: 'tutorial',
  NOT_FAILED: 'tutorial',
  CAPTURE_MISSING: 'tutorial',
  PROGRAM_NOT_FOUND: 'tutorial',
  PYTHON_MODULE_MISSING: 'tutorial',
  SERVER_EXITED: 'tutorial',
  SERVER_NOT_LISTENING: 'tutorial',
  PORT_TAKEN: 'tutorial',
  HTTP_MISMATCH: 'tutorial',
  TIMEOUT: 'tutorial',
  EGRESS_BLOCKED: 'tutorial',
  PIN_OK: 'tutorial',
  PIN_STALE: 'tutorial',
  PIN_MOVING: 'tutorial',
  PIN_EMPTY: 'tutorial',
  PIN_FAKE: 'tutorial',
  PIN_INVALID: 'tutorial',
  PIN_UNREACHABLE: 'tutorial',
  DRIFT_FILE: 'tutorial',
  DRIFT_OUTPUT: 'tutorial',
  DRIFT_PATH: 'tutorial',
  DRIFT_PORT: 'tutorial',
  DRIFT_URL: 'tutorial',
  FENCE_OPEN: 'tutorial',
  EXPECTED_FAILURE_MISSING: 'tutorial',
  // The call is wrong.
  USAGE: 'call',
  PLAN_INVALID: 'call',
  DIRECTIVE_INVALID: 'call',
  CONFIG_INVALID: 'call',
  ADDRESS_UNMATCHED: 'call',
  ADDRESS_AMBIGUOUS: 'call',
  WORKSPACE_NOT_FOUND: 'call',
  NO_CHECKS: 'call',
  FILE_CHANGED: 'call',
  NO_ORIGIN: 'call',
  ORIGIN_INVALID: 'call',
  CASSETTE_INVALID: 'call',
  NO_PINS: 'call',
  PIN_UNJUDGED: 'call',
  SHARD_INVALID: 'call',
  SHARDS_DIFFER: 'call',
  // The environment is missing something.
  DOWNLOAD_FAILED: 'environment',
  OUT_OF_DISK: 'environment',
  OUT_OF_MEMORY: 'environment',
  SANDBOX_UNAVAILABLE: 'environment',
  NIXPKGS_MISSING: 'environment',
  NIX_TOO_OLD: 'environment',
  SYSTEM_UNAVAILABLE: 'environment',
  SUBSTITUTE_UNTRUSTED: 'environment',
  BUILDER_UNAVAILABLE: 'environment',
  ENGINE_NOT_FOUND: 'environment',
  ENGINE_NOT_STARTED: 'environment',
  ENGINE_NOT_STOPPED: 'environment',
  ENGINE_LOST: 'environment',
  BUSY: 'environment',
  SHARD_MISSING: 'environment',
  FILE_NOT_WRITTEN: 'environment',
  PACKAGES_UNAVAILABLE: 'environment',
  IMAGE_UNAVAILABLE: 'environment',
  IMAGE_BUILD_FAILED: 'environment',
  CONTAINER_FAILED: 'environment',
  TOO_MANY_PROCESSES: 'environment',
  GIT_NOT_FOUND: 'environment',
  GIT_FAILED: 'environment',
  ORIGIN_INCOMPLETE: 'environment',
  NOT_RECORDED: 'environment',
  ORIGIN_FAILED: 'environment',
  ORIGIN_TIMEOUT: 'environment',
  CA_NOT_TRUSTED: 'environment',
} as const

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
