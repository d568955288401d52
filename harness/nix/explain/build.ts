import type { Explain } from './words.ts'
import { lastWords } from './words.ts'

/** What a builder did, or did not do. */
export const BUILD: Readonly<
  Record<
    | 'BUILDER_FAILED'
    | 'BUILDER_KILLED'
    | 'OUTPUT_MISSING'
    | 'COLLISION'
    | 'NOT_DETERMINISTIC'
    | 'BUILD_FAILED'
    | 'TIMEOUT',
    Explain
  >
> = {
  BUILDER_FAILED: (failure, told) => ({
    summary: `The builder of "${failure.builder?.derivation}" ${failure.builder?.reason}`,
    wanted: `${phase(failure)} ends with exit code 0`,
    found: lastWords(failure, told),
    next: 'Mend what its last words name',
  }),
  BUILDER_KILLED: (failure, told) => ({
    summary: `The builder of "${failure.builder?.derivation}" ${failure.builder?.reason}`,
    wanted: `${phase(failure)} ends by itself`,
    found: lastWords(failure, told),
    next: 'See which of its programs crashes, or ends it',
  }),
  OUTPUT_MISSING: (failure, told) => ({
    summary: `The builder of "${failure.builder?.derivation}" made no output`,
    wanted: `A file or directory at $${/output '(.+?)'/.exec(failure.builder?.reason ?? '')?.[1] ?? 'out'}`,
    found: lastWords(failure, told),
    next: 'Let installPhase, or the command, write to $out',
  }),
  COLLISION: ({ builder, collision = [] }) => ({
    summary: `"${builder?.derivation}" joins two packages that have the same file`,
    wanted: 'One file at one place',
    found: collision.join('\n'),
    next: 'Leave one of the two out, give one a priority (lib.hiPrio), or set ignoreCollisions',
  }),
  NOT_DETERMINISTIC: ({ derivation, message }) => ({
    summary: `"${derivation}" was built twice, and the two differ`,
    wanted: 'Each build gives the same output',
    found: message,
    next: 'Find what changes from build to build: time, random numbers, order of files; --keep-failed keeps the second',
  }),
  BUILD_FAILED: (failure, told) => ({
    summary: `${told.tool} failed: ${failure.message.replace(/:$/, '') || `exit code ${told.result.exitCode}`}`,
    wanted: `${told.tool} ends with exit code 0`,
    found: lastWords(failure, told),
    next: 'Mend what the message names',
  }),
  TIMEOUT: (failure, told) => {
    const { tool, result } = told
    const limit = (result.timeoutMs ?? result.durationMs) / 1000
    const silent = /timed out after (\d+) seconds of silence/.exec(failure.message)?.[1]
    const slow = /timed out after (\d+) seconds/.exec(failure.message)?.[1]
    return {
      summary: result.timedOut
        ? `${tool} did not finish within ${limit} s`
        : `${tool} gave up: ${failure.message}`,
      wanted: silent
        ? `A word from the builder each ${silent} s`
        : `An end within ${result.timedOut ? limit : slow} s`,
      found: lastWords(failure, told),
      next: 'Allow it more time, or find what it waits for',
    }
  },
}

function phase({ builder }: Parameters<Explain>[0]): string {
  return builder?.phase ?? 'The builder'
}
