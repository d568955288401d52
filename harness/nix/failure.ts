import type { CommandResult, DownloadFailure, HashMismatch, Place } from '../errors.ts'
import {
  findBuilderFailure,
  findCollision,
  findNotDeterministic,
  findSystemMismatch,
  type BuilderFailure,
} from './build-failure.ts'
import type { Evidence } from './evidence.ts'
import {
  findEvaluationFailure,
  findOption,
  isEvaluation,
  type EvaluationCode,
} from './evaluation-failure.ts'
import {
  downloadCode,
  findFailedDownload,
  findHashMismatch,
  findUntrusted,
  isPlaceholder,
} from './fetch-failure.ts'
import { findMachineFailure, type MachineCode } from './machine-failure.ts'
import { ownWords, plain } from './marks.ts'
import { parseMessages, stripAnsi, textOf, type NixMessage } from './messages.ts'
import { nameNearest } from './nearest.ts'
import { findTooOld, type TooOld } from './nixpkgs-rules.ts'
import { findPlace, isOfReader, type Surroundings } from './place.ts'

/** The codes of failures of Nix. */
type NixCode =
  | EvaluationCode
  | MachineCode
  | 'BUILDER_FAILED'
  | 'BUILDER_KILLED'
  | 'BUILD_FAILED'
  | 'COLLISION'
  | 'DOWNLOAD_FAILED'
  | 'HASH_MISMATCH'
  | 'HASH_PLACEHOLDER'
  | 'NIX_EVALUATION'
  | 'NIX_OPTION_MISSING'
  | 'NIX_TOO_OLD'
  | 'NOT_DETERMINISTIC'
  | 'NOT_EMBEDDED'
  | 'OUTPUT_MISSING'
  | 'SUBSTITUTE_UNTRUSTED'
  | 'SYSTEM_UNAVAILABLE'
  | 'TIMEOUT'
  | 'URL_NOT_FOUND'
  | 'URL_REFUSED'

/** What a failed `nix-build`, `nix-shell` or `nixos-rebuild` means. */
export interface NixFailure {
  readonly code: NixCode
  /** Nix's own words, in one line. */
  readonly message: string
  /** Where in the workspace, if Nix names a place there. */
  readonly place?: Place
  /** The name that was asked for and does not exist. */
  readonly missing?: string
  /** What Nix proposes instead, or what is nearest of that which exists. */
  readonly suggestions?: readonly string[]
  /** What exists where the name was looked for, nearest first. */
  readonly names?: readonly string[]
  readonly builder?: BuilderFailure
  readonly mismatch?: HashMismatch
  readonly download?: DownloadFailure
  readonly untrusted?: ReturnType<typeof findUntrusted>
  /** What is to be built, where no builder of its failed: for another system, or not twice the same. */
  readonly derivation?: string
  readonly tooOld?: TooOld
  readonly system?: { readonly required: string; readonly current: string }
  /** The two files that cannot be at one place. */
  readonly collision?: readonly string[]
}

/** Exit codes of the old commands. https://nix.dev/manual/nix/2.26/command-ref/status-build-failure */
const BUILD = 100
const NIX_TIMEOUT = 101
const EVALUATION = 1

type Result = Pick<CommandResult, 'exitCode' | 'stderr' | 'timedOut'>

/**
 * Sorts a failure into its code, out of exit code and Nix's own words. What a builder writes, and
 * what an expression throws, may look like them: only a transcript tells which is which.
 */
export function sortNixFailure(
  result: Result,
  surroundings: Surroundings,
  evidence: Evidence = {},
): NixFailure {
  const { place: told, ...failure } = sort(result, surroundings, evidence)
  const place = 'place' in evidence ? evidence.place : told
  return { ...failure, ...(place && { place }) }
}

function sort(result: Result, surroundings: Surroundings, evidence: Evidence): NixFailure {
  const { exitCode, timedOut } = result
  const stderr = stripAnsi(evidence.transcript ?? result.stderr)
  const own = ownWords(stderr)
  const messages = parseMessages(stderr)
  const last = messages.at(-1)
  const message = last ? textOf(last) : lastLine(stderr)
  const builder = findBuilderFailure(stderr)

  const traced = evidence.trace === undefined ? undefined : parseMessages(evidence.trace)
  const place =
    evidence.place ??
    (traced && findPlace(traced, surroundings)) ??
    findPlace(messages, surroundings)
  const found = { message, ...(place && { place }) }

  const killed = evidence.outOfMemory ?? false
  const limited = evidence.diskLimited ?? false
  const machine = findMachineFailure(messages, builder, killed, message, limited)
  if (machine) {
    return { ...found, code: machine.code, message: machine.line, ...(builder && { builder }) }
  }
  if (timedOut || exitCode === NIX_TIMEOUT) return { code: 'TIMEOUT', message }
  const mismatch = findHashMismatch(own)
  if (mismatch) {
    const code = isPlaceholder(mismatch.specified) ? 'HASH_PLACEHOLDER' : 'HASH_MISMATCH'
    return { ...found, code, mismatch }
  }
  const changed = findNotDeterministic(own)
  if (changed !== undefined) return { ...found, code: 'NOT_DETERMINISTIC', derivation: changed }
  const elsewhere = findSystemMismatch(own)
  if (elsewhere) {
    const { derivation, ...system } = elsewhere
    const untrusted = findUntrusted(own)
    if (untrusted) return { ...found, code: 'SUBSTITUTE_UNTRUSTED', derivation, untrusted }
    return { ...found, code: 'SYSTEM_UNAVAILABLE', derivation, system }
  }
  // What is not of a fixed hash fetches nothing, whatever it says.
  const fetched = exitCode === BUILD ? undefined : builder?.download
  const download = builder ? fetched : findFailedDownload(messages)
  if (download) return { ...found, code: downloadCode(download), download }
  if (builder) return { ...found, ...sortBuilder(builder), builder }
  const tooOld = findTooOld(message, stderr)
  if (tooOld) return { ...found, code: 'NIX_TOO_OLD', tooOld }
  const failure = sortEvaluation(
    { ...result, stderr: own },
    messages,
    message,
    surroundings,
    evidence.transcript === undefined ? [] : (traced ?? messages),
  )
  if (evidence.outside !== undefined) {
    return { ...found, ...failure, code: 'NOT_EMBEDDED', message: evidence.outside }
  }
  const { missing, suggestions } = failure
  return { ...found, ...failure, ...nameNearest(missing, suggestions, evidence.names) }
}

function sortBuilder(builder: BuilderFailure): Pick<NixFailure, 'code' | 'message' | 'collision'> {
  const message = `${builder.derivation}: ${builder.reason}`
  const collision = findCollision(builder.log)
  if (collision) return { code: 'COLLISION', message, collision }
  if (builder.reason.startsWith('failed to produce output')) {
    return { code: 'OUTPUT_MISSING', message }
  }
  return { code: builder.signal === undefined ? 'BUILDER_FAILED' : 'BUILDER_KILLED', message }
}

function sortEvaluation(
  { exitCode, stderr }: Result,
  messages: ReturnType<typeof parseMessages>,
  message: string,
  surroundings: Surroundings,
  traced: readonly NixMessage[],
): Pick<NixFailure, 'code'> & Partial<NixFailure> {
  const outside = isOfReader(traced, surroundings)
    ? undefined
    : messages.find(({ text }) => text.includes('is not in the embedded nixpkgs'))
  const option = findOption(outside?.text ?? message)
  const at = option === undefined ? undefined : surroundings.sources?.locateOption(option)
  const located = at && { place: at }
  if (outside) return { ...located, code: 'NOT_EMBEDDED', message: outside.text }
  if (option !== undefined && message.includes("' does not exist.")) {
    return { ...located, code: 'NIX_OPTION_MISSING', missing: option }
  }
  const failure = findEvaluationFailure(messages, surroundings)
  if (failure) return failure
  const evaluated = exitCode === EVALUATION && isEvaluation(messages, stderr)
  return evaluated ? { ...located, code: 'NIX_EVALUATION' } : { code: 'BUILD_FAILED' }
}

function lastLine(text: string): string {
  return plain(stripAnsi(text)).trim().split('\n').at(-1) ?? ''
}
