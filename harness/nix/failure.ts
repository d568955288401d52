import { relative } from 'node:path/posix'
import type { Code, CommandResult, DownloadFailure, HashMismatch, Place } from '../errors.ts'
import { findFailedDownload, findFailedFetcher, findHashMismatch, isGone } from './fetch-failure.ts'
import { derivationName, parseMessages, stripAnsi, type NixMessage } from './messages.ts'
import { CONFIGURATION_DIR, type Sources } from './sources.ts'

/** What a failed `nix-build` or `nix-shell` means. */
export interface NixFailure {
  readonly code: Code
  /** Nix's own words, in one line. */
  readonly message: string
  /** Where in the workspace, if Nix names a place there. */
  readonly place?: Place
  /** The name that was asked for and does not exist. */
  readonly missing?: string
  /** What Nix proposes instead. */
  readonly suggestions?: readonly string[]
  readonly builder?: BuilderFailure
  readonly mismatch?: HashMismatch
  readonly download?: DownloadFailure
}

interface BuilderFailure {
  /** The derivation without its store directory, hash and `.drv`: `sample-app-python`. */
  readonly derivation: string
  /** As Nix says it: `failed with exit code 1`. */
  readonly reason: string
  readonly exitCode?: number
  /** The last lines of its log. */
  readonly log: readonly string[]
}

/** Exit codes of the old commands. https://nix.dev/manual/nix/2.26/command-ref/status-build-failure */
const NIX_TIMEOUT = 101
const EVALUATION = 1
const LOG_LINES = 10

type Result = Pick<CommandResult, 'exitCode' | 'stderr' | 'timedOut'>

/**
 * Sorts a failure into its code.
 *
 * @param workspace The container's path that places are told from.
 * @param sources Of the configuration in `/etc/nixos`, if there is one.
 */
export function sortNixFailure(result: Result, workspace: string, sources?: Sources): NixFailure {
  const messages = parseMessages(result.stderr)
  const last = messages.at(-1)
  const message = last ? textOf(last) : lastLine(result.stderr)
  if (result.timedOut || result.exitCode === NIX_TIMEOUT) return { code: 'TIMEOUT', message }

  const place = findPlace(messages, workspace, sources)
  const found = { message, ...(place && { place }) }
  const mismatch = findHashMismatch(result.stderr)
  if (mismatch) return { ...found, code: 'HASH_MISMATCH', mismatch }
  const builder = findBuilderFailure(result.stderr)
  const download = builder?.download ?? findFailedDownload(messages)
  if (download) {
    return { ...found, code: isGone(download) ? 'URL_NOT_FOUND' : 'DOWNLOAD_FAILED', download }
  }
  if (builder) {
    return { code: 'BUILDER_FAILED', message: `${builder.derivation}: ${builder.reason}`, builder }
  }
  const outside = messages.find(({ text }) => text.includes('is not in the embedded nixpkgs'))
  const option = findOption(outside?.text ?? message)
  const at = option === undefined ? undefined : sources?.locateOption(option)
  const located = { ...found, ...(at && { place: at }) }
  if (outside) return { ...located, code: 'NOT_EMBEDDED', message: outside.text }
  if (/^(?:syntax error|path has a trailing slash)/.test(message))
    return { ...found, code: 'NIX_SYNTAX' }
  if (option !== undefined && message.includes("' does not exist.")) {
    return { ...located, code: 'NIX_OPTION_MISSING', missing: option }
  }

  const missing = /^attribute '(.+?)' (?:missing|in selection path '.*' not found)$/.exec(message)
  if (missing?.[1] !== undefined) {
    const suggestions = findSuggestions(last)
    return { ...found, code: 'NIX_ATTRIBUTE_MISSING', missing: missing[1], suggestions }
  }
  if (result.exitCode === EVALUATION && isEvaluation(messages, result.stderr)) {
    return { ...located, code: 'NIX_EVALUATION' }
  }
  return { ...found, code: 'BUILD_FAILED' }
}

/** The first one: what was built after it failed because of it. */
function findBuilderFailure(
  stderr: string,
): (BuilderFailure & { download?: DownloadFailure }) | undefined {
  const text = stripAnsi(stderr)
  const match =
    // Up to 2.28, and a builder that makes no output in all versions.
    /^error: builder for '(?<path>[^']+)' (?<reason>failed .*)$/m.exec(text) ??
    /^error: Cannot build '(?<path>[^']+)'\.\n\s+Reason: builder (?<reason>failed .*?)\.?$/m.exec(
      text,
    )
  const { path, reason } = match?.groups ?? {}
  if (!match || path === undefined || reason === undefined) return undefined
  const exitCode = /exit code (\d+)/.exec(reason)?.[1]
  const download = findFailedFetcher(text.slice(0, match.index))
  return {
    derivation: derivationName(path),
    reason,
    ...(download && { download }),
    ...(exitCode !== undefined && { exitCode: Number(exitCode) }),
    log: logBefore(text.slice(0, match.index)),
  }
}

function logBefore(text: string): string[] {
  const own =
    /^(?:building '|(?:this|these \d+) derivations? will be built|  \/nix\/store\/|warning: )/
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !own.test(line))
    .slice(-LOG_LINES)
}

/** The error's own place, or else the nearest one in the trace before it. */
function findPlace(
  messages: readonly NixMessage[],
  workspace: string,
  sources?: Sources,
): Place | undefined {
  const inside = (message: NixMessage | undefined): Place[] =>
    (message?.places ?? []).flatMap((place) => {
      const composed = sources?.locate({ ...place, file: relative(CONFIGURATION_DIR, place.file) })
      const file = relative(workspace, place.file)
      return composed ?? (file.startsWith('..') ? [] : { ...place, file })
    })
  return inside(messages.at(-1))[0] ?? messages.slice(0, -1).flatMap(inside).at(-1)
}

/** The option that a message of NixOS' modules, or of the embedded ones, is about. */
function findOption(message: string): string | undefined {
  const { option, outside } =
    /^(?:The option|A definition for option|The option definition) `(?<option>.+?)'|^the option "(?<outside>.+)" is not/.exec(
      message,
    )?.groups ?? {}
  // What is inside a value is told in brackets: `environment.systemPackages."[definition 1-entry 2]"`.
  return (option ?? outside)?.replace(/\."\[definition .*$/, '')
}

/** A message may begin on the line after `error:`, as failed assertions do. */
function textOf({ text, lines }: NixMessage): string {
  const more = lines.slice(1).map((line) => line.trim())
  return text || more.filter(Boolean).slice(0, 3).join(' ')
}

/** `Did you mean flask?`, `Did you mean one of a, b or c?` */
function findSuggestions(message: NixMessage | undefined): string[] {
  const line = message?.lines.find((text) => text.includes('Did you mean'))
  const names = /Did you mean (?:one of )?(.+)\?/.exec(line ?? '')?.[1]
  return names?.split(/, | or /) ?? []
}

/**
 * A thrown message may be any text, but an evaluation error comes with a trace, a place, or (2.8)
 * the hint how to get a trace.
 */
function isEvaluation(messages: readonly NixMessage[], stderr: string): boolean {
  return messages.some(({ places }) => places.length > 0) || stderr.includes("'--show-trace'")
}

function lastLine(text: string): string {
  return stripAnsi(text).trim().split('\n').at(-1) ?? ''
}
