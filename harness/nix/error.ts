import { NixproofError, type CommandResult, type Details } from '../errors.ts'
import { sortNixFailure, type NixFailure } from './failure.ts'
import { parseMessages } from './messages.ts'

const FOUND_LINES = 8

/** The error for a Nix command that failed; `workspace` is the container's path that places are told from. */
export function nixError(result: CommandResult, workspace: string): NixproofError {
  const failure = sortNixFailure(result, workspace)
  const { place } = failure
  return new NixproofError(failure.code, summarise(failure, result), {
    ...describe(failure, result),
    ...(place && { place }),
    result,
  })
}

function summarise({ code, message, missing, builder }: NixFailure, result: CommandResult): string {
  const tool = result.command[0] ?? 'nix'
  switch (code) {
    case 'NIX_SYNTAX':
      return `Nix cannot read the file: ${message}`
    case 'NIX_ATTRIBUTE_MISSING':
      return `There is no attribute "${missing}"`
    case 'NOT_IN_EMBEDDED_NIXPKGS':
      return message.replace(/; run with .*$/, '')
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

function describe(failure: NixFailure, { stderr }: CommandResult): Details {
  const { code, suggestions = [], builder } = failure
  switch (code) {
    case 'NIX_SYNTAX':
      return { next: 'Correct the syntax there, or right before' }
    case 'NIX_ATTRIBUTE_MISSING':
      return suggestions.length === 0
        ? { next: 'Correct the name, or use a nixpkgs that has it' }
        : { next: `Did you mean ${suggestions.map((name) => `"${name}"`).join(' or ')}?` }
    case 'NOT_IN_EMBEDDED_NIXPKGS':
      return { next: 'Run again with --image official' }
    case 'BUILDER_FAILED':
      return { found: builder?.log.join('\n') || 'Its log is empty' }
    case 'TIMEOUT':
      return { next: 'Allow it more time, or find what it waits for' }
    case 'NIX_EVALUATION':
      return {}
    default:
      return {
        found: parseMessages(stderr).at(-1)?.lines.slice(0, FOUND_LINES).join('\n').trimEnd() ?? '',
      }
  }
}
