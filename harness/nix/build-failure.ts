import type { DownloadFailure } from '../errors.ts'
import { findFailedFetcher } from './fetch-failure.ts'
import { isMarked, markOf, plain } from './marks.ts'
import { derivationName, stripAnsi } from './messages.ts'

export interface BuilderFailure {
  /** The derivation without its store directory, hash and `.drv`: `sample-app-python`. */
  readonly derivation: string
  /** As Nix says it: `failed with exit code 1`. */
  readonly reason: string
  readonly exitCode?: number
  /** The name that Nix gives the signal: `Killed`. */
  readonly signal?: string
  /** Of nixpkgs' phases the one that did not end: `installPhase`. */
  readonly phase?: string
  /** The last lines of its log. */
  readonly log: readonly string[]
  /** What it could not fetch, where it is a fetcher. */
  readonly download?: DownloadFailure
}

const LOG_LINES = 10

/** The first one: what was built after it failed because of it. */
export function findBuilderFailure(stderr: string): BuilderFailure | undefined {
  const text = stripAnsi(stderr)
  const match =
    // Up to 2.28, and a builder that makes no output in all versions. Indented at the end of a trace.
    /^\s*error: builder for '(?<path>[^']+)' (?<reason>failed .*)$/m.exec(text) ??
    /^\s*error: Cannot build '(?<path>[^']+)'\.\n\s+Reason: builder (?<reason>failed .*?)\.?$/m.exec(
      text,
    )
  const { path, reason } = match?.groups ?? {}
  if (!match || path === undefined || reason === undefined) return undefined
  const { lines, whole } = logOf(path, text.slice(0, match.index))
  const download = findFailedFetcher(lines.join('\n'))
  const exitCode = /exit code (\d+)/.exec(reason)?.[1]
  const signal = /signal \d+ \((.+)\)/.exec(reason)?.[1]
  // nixpkgs since 23.11: https://github.com/NixOS/nixpkgs/blob/24.11/pkgs/stdenv/generic/setup.sh
  const phase = lines.findLast((line) => /^Running phase: \w+$/.test(line))?.split(' ')[2]
  return {
    derivation: derivationName(path),
    reason,
    log: lines.slice(-LOG_LINES),
    ...(exitCode !== undefined && { exitCode: Number(exitCode) }),
    ...(signal !== undefined && { signal }),
    ...(whole && phase !== undefined && { phase }),
    ...(download && { download }),
  }
}

/**
 * What a builder wrote. A transcript tells it from all else; in mere text it is what follows the
 * line that announces it, and builds at the same time write into
 * one another's log, and then it is not known whose phase a line is of.
 */
function logOf(path: string, text: string): { lines: string[]; whole: boolean } {
  if (isMarked(text)) {
    const mark = markOf(path)
    const lines = text.split('\n').filter((line) => line.startsWith(mark))
    return { lines: lines.map(plain).filter((line) => line.trim() !== ''), whole: true }
  }
  const announcement = `building '${path}'`
  const start = text.lastIndexOf(announcement)
  const after = start === -1 ? text : text.slice(start + announcement.length)
  const own =
    /^(?:building '|checking outputs of '|(?:this|these \d+) (?:derivations?|paths?) will be|  \/nix\/store\/|warning: |error:$|\.\.\.|\s+…)/
  const cut = after.search(/^error:\n\s+…/m) // A trace stands between the log and its error.
  const lines = (cut === -1 ? after : after.slice(0, cut))
    .split('\n')
    .filter((line) => line.trim() !== '' && !own.test(line))
  return { lines, whole: !/^building '/m.test(after) }
}

/** Two packages with a file of the same name, in what joins them. */
export function findCollision(log: readonly string[]): readonly string[] | undefined {
  const text = log.join('\n')
  const forms = [
    // nixpkgs' buildEnv up to 24.05, and the embedded one.
    /collision between `(.+?)' and `(.+?)'/,
    // nixpkgs' buildEnv since 24.11.
    /two given paths contain a conflicting subpath:\s+`(.+?)' and\s+`(.+?)'/,
    // Nix's own, of profiles: https://github.com/NixOS/nix/blob/2.26.3/src/libstore/builtins/buildenv.cc
    /files '(.+?)' and '(.+?)' have the same priority/,
  ]
  return forms.map((form) => form.exec(text)?.slice(1, 3)).find(Boolean)
}

/** `--check` built something else than before. */
export function findNotDeterministic(stderr: string): string | undefined {
  const path = /derivation '([^']+)' may not be deterministic: /.exec(stripAnsi(stderr))?.[1]
  return path === undefined ? undefined : derivationName(path)
}

export interface SystemMismatch {
  readonly derivation: string
  /** A system, `aarch64-darwin`, or features: `{kvm}`. */
  readonly required: string
  readonly current: string
}

/** What has to be built on another kind of machine, or on one that can do more. */
export function findSystemMismatch(stderr: string): SystemMismatch | undefined {
  const before =
    /a '(?<system>\S+)' with features (?<features>\{.*?\}) is required to build '(?<path>[^']+)', but I am a '(?<own>\S+)' with features (?<has>\{.*?\})/.exec(
      stderr,
    )?.groups
  if (before) {
    const { system = '', features = '', path = '', own = '', has = '' } = before
    const [required, current] = system === own ? [features, has] : [system, own]
    return { derivation: derivationName(path), required, current }
  }
  const { path, required, current } =
    // The reason is told in other words when both are missing.
    /Cannot build '(?<path>[^']+)'\.\n\s+Reason: .*\n\s+Required (?:system|features): (?<required>.*)\n\s+(?:Current system|Available features): (?<current>.*)/.exec(
      stderr,
    )?.groups ?? {}
  if (path === undefined || required === undefined || current === undefined) return undefined
  const bare = (text: string): string => text.replace(/^'([^']+)'.*$/, '$1')
  return { derivation: derivationName(path), required: bare(required), current: bare(current) }
}
