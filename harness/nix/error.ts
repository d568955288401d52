import { formatPlace, NixproofError, type CommandResult, type Details } from '../errors.ts'
import { sortNixFailure, type NixFailure } from './failure.ts'
import { parseMessages } from './messages.ts'
import type { Sources } from './sources.ts'

const FOUND_LINES = 8

/**
 * The error for a Nix command that failed.
 *
 * @param workspace The container's path that places are told from.
 * @param sources Of the configuration in `/etc/nixos`, if there is one.
 */
export function nixError(
  result: CommandResult,
  workspace: string,
  sources?: Sources,
): NixproofError {
  const failure = sortNixFailure(result, workspace, sources)
  const { place } = failure
  return new NixproofError(failure.code, summarise(failure, result), {
    ...describe(failure, result, sources),
    ...(place && { place }),
    result,
  })
}

function summarise(failure: NixFailure, result: CommandResult): string {
  const { code, message, missing, builder, mismatch, download } = failure
  const tool = result.command[0] ?? 'nix'
  switch (code) {
    case 'NIX_SYNTAX':
      return `Nix cannot read the file: ${message}`
    case 'NIX_ATTRIBUTE_MISSING':
      return `There is no attribute "${missing}"`
    case 'NIX_OPTION_MISSING':
      return `There is no option "${missing}"`
    case 'NOT_EMBEDDED':
      return message.replace(/(?:, which has .*)?; run with .*$/, '').replace(/^the/, 'The')
    case 'HASH_MISMATCH':
      return `The hash of ${mismatch?.url ?? `"${mismatch?.derivation}"`} is not the one that is specified`
    case 'URL_NOT_FOUND':
      return `There is nothing at ${download?.url ?? 'the URL of a fetcher'}`
    case 'DOWNLOAD_FAILED':
      return `${download?.url ?? 'What a fetcher wants'} cannot be downloaded`
    case 'BUILDER_FAILED':
      return `The builder of "${builder?.derivation}" ${builder?.reason}`
    case 'TIMEOUT':
      return result.timedOut
        ? `${tool} did not finish within ${result.durationMs / 1000} s`
        : `${tool} gave up: ${message}`
    default:
      return `${tool} failed: ${message.replace(/:$/, '') || `exit code ${result.exitCode}`}`
  }
}

function describe(failure: NixFailure, { stderr }: CommandResult, sources?: Sources): Details {
  const { code, suggestions = [], builder, mismatch, download } = failure
  switch (code) {
    case 'NIX_SYNTAX':
      return { next: 'Correct the syntax there, or right before' }
    case 'NIX_ATTRIBUTE_MISSING':
      return suggestions.length === 0
        ? { next: 'Correct the name, or use a nixpkgs that has it: --image official has all of it' }
        : { next: `Did you mean ${suggestions.map((name) => `"${name}"`).join(' or ')}?` }
    case 'NIX_OPTION_MISSING':
      return { next: 'Correct the name, or use a NixOS that has it' }
    case 'HASH_MISMATCH':
      return mismatch
        ? {
            wanted: mismatch.specified,
            found: mismatch.got,
            next: 'Put the found hash in place of the other, if its content is what is meant; nixproof pins says which commit the other is of',
            mismatch,
          }
        : {}
    case 'URL_NOT_FOUND':
    case 'DOWNLOAD_FAILED':
      return {
        found: download?.reason || 'No reason was given',
        next:
          code === 'URL_NOT_FOUND'
            ? 'Correct the URL, or what it is made of'
            : 'Let the container reach it, or try again',
        ...(download && { download }),
      }
    case 'NOT_EMBEDDED':
      return { ...near(failure.message), next: 'Run again with --image official' }
    case 'BUILDER_FAILED':
      return { found: builder?.log.join('\n') || 'Its log is empty' }
    case 'TIMEOUT':
      return { next: 'Allow it more time, or find what it waits for' }
    case 'NIX_EVALUATION': {
      const definitions = definitionsIn(stderr, sources)
      return definitions === '' ? {} : { found: definitions }
    }
    default:
      return {
        found: parseMessages(stderr).at(-1)?.lines.slice(0, FOUND_LINES).join('\n').trimEnd() ?? '',
      }
  }
}

/** What the embedded nixpkgs has instead, in its own words (`outside.nix`). */
function near(message: string): Details {
  const names = /, which has (.+?); run with /.exec(message)?.[1]
  return names === undefined ? {} : { found: `Names like it: ${names}` }
}

/** What the modules of NixOS list below a message: every definition of an option, and its file. */
function definitionsIn(stderr: string, sources?: Sources): string {
  const lines = parseMessages(stderr).at(-1)?.lines ?? []
  return lines
    .filter((line) => /^\s+- In `/.test(line))
    .map((line) =>
      line.trim().replace(/`\/etc\/nixos\/([^']+)'/, (name, file: string) => {
        const place = sources?.locate({ file })
        return place ? formatPlace(place) : name
      }),
    )
    .join('\n')
}
