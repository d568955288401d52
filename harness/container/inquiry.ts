import { join } from 'node:path/posix'
import type { CommandResult, NixproofError } from '../errors.ts'
import { nixNamesArgv, packageNamesArgv, type NixTarget } from '../nix/argv.ts'
import { nixError } from '../nix/error.ts'
import type { Evidence } from '../nix/evidence.ts'
import { isNear } from '../nix/nearest.ts'
import { sortNixFailure, type NixFailure } from '../nix/failure.ts'
import { outsideQuestion, readOutside, type Outside } from '../nix/outside.ts'
import type { Surroundings } from '../nix/place.ts'
import { exhaustedError } from './exhausted.ts'
import type { RunOptions, RunResult } from './run.ts'
import type { NixRun } from './run-nix.ts'
import { searchPlace } from './source-search.ts'

/** What failed, and how to ask again. */
interface Case extends Surroundings, NixTarget, RunOptions {
  /** The command that failed, as it tells the whole trace and builds nothing, unless it did already. */
  readonly again?: readonly string[]
  /** The command has told the whole trace already. */
  readonly traced?: boolean
}

export type Inquiry = (run: NixRun, options: Case) => Promise<NixproofError>

/** Whom an inquiry asks. */
interface Context {
  run(argv: readonly string[], options: RunOptions): Promise<RunResult>
  /** The same for a command of Nix, which tells its own words from those of others where it can. */
  runNix(argv: readonly string[], options: RunOptions): Promise<NixRun>
  /** The container may not write as much as the disk has room for. */
  readonly diskLimited: boolean
}

/** An evaluation has taken place already, and this one is worth no more than a place. */
const AGAIN_TIMEOUT_MS = 60_000

/**
 * Finds out more about a failed command of Nix than it wrote: where in the workspace an evaluation
 * failed that names only places in nixpkgs, and what there is where an attribute is not. What cannot
 * be found out is left out.
 */
export function createInquiry(context: Context): Inquiry {
  const { diskLimited } = context
  async function ask<Result>(
    by: (argv: readonly string[], options: RunOptions) => Promise<Result>,
    argv: readonly string[],
    { cwd, env, signal }: RunOptions,
  ): Promise<Result | undefined> {
    try {
      return await by(argv, {
        ...(cwd !== undefined && { cwd }),
        ...(env && { env }),
        ...(signal && { signal }),
        timeoutMs: AGAIN_TIMEOUT_MS,
      })
    } catch {
      signal?.throwIfAborted()
      return undefined // The container may be gone, and the failure is known already.
    }
  }

  const plainly: Context['run'] = (argv, options) => context.run(argv, options)
  const structured: Context['runNix'] = (argv, options) => context.runNix(argv, options)

  /** What the file defines that is like a variable which is not in scope. */
  async function findDefined(
    { missing = '', place }: NixFailure,
    { sources, ...options }: Case,
  ): Promise<string[]> {
    if (!place || sources) return []
    const file = await ask(plainly, ['cat', join(options.workspace, place.file)], options)
    if (file?.exitCode !== 0) return []
    // The parser is not small, and few containers need it.
    const { definedNames } = await import('../nix/defined-names.ts')
    return definedNames(file.stdout).filter((name) => name !== missing && isNear(missing, name))
  }

  /** What there is instead of an attribute after `-A`, or of a variable: tutorials like `with pkgs;`. */
  async function findNames(
    failure: NixFailure,
    options: Case,
  ): Promise<readonly string[] | undefined> {
    const { code, place, suggestions } = failure
    const isSelection = code === 'NIX_ATTRIBUTE_MISSING' && !place
    if (suggestions || !(isSelection || code === 'NIX_VARIABLE_UNDEFINED')) return undefined
    const defined = isSelection ? [] : await findDefined(failure, options)
    if (defined.length > 0) return defined
    const argv = isSelection ? nixNamesArgv(options) : packageNamesArgv()
    const answer = argv && (await ask(plainly, argv, options))
    return answer?.exitCode === 0 ? (JSON.parse(answer.stdout) as string[]) : undefined
  }

  /** Whose a missing name is, and where a name is used that only nixpkgs has. */
  async function findOutside(failure: NixFailure, options: Case): Promise<Outside> {
    const question = outsideQuestion(failure)
    if (!question || !options.again) return {}
    const env = { ...options.env, ...question.env }
    const answer = await ask(structured, options.again, { ...options, env })
    if (!answer || answer.result.timedOut) return {}
    const { result } = answer
    const sorted =
      result.exitCode === 0 ? undefined : sortNixFailure(result, options, transcriptOf(answer))
    return readOutside(failure, question, sorted)
  }

  /** Only a trace that ends in the same error says where that one is. */
  async function findTrace(failure: NixFailure, options: Case): Promise<string | undefined> {
    const { code, builder, download, mismatch } = failure
    const url = (download ?? mismatch)?.url
    if (options.traced) return undefined
    if (builder || (url === undefined && !EVALUATED.includes(code))) return undefined
    const env = url === undefined ? options.env : { ...options.env, ...OFFLINE }
    const again =
      options.again && (await ask(structured, options.again, { ...options, ...(env && { env }) }))
    if (!again || again.result.timedOut) return undefined
    const same = sortNixFailure(again.result, options, transcriptOf(again))
    const isSame =
      url === undefined
        ? same.message === failure.message
        : (same.download ?? same.mismatch)?.url === url
    return isSame ? (again.transcript ?? again.result.stderr) : undefined
  }

  /** What the trace does not tell either. */
  async function findPlace(
    failure: NixFailure,
    options: Case,
  ): Promise<Pick<Evidence, 'place'> | undefined> {
    const tool = options.again?.[0]
    if (tool === undefined) return undefined
    const { signal } = options
    return searchPlace(failure, { ...options, tool }, async (path) => {
      const answer = await ask(plainly, ['cat', '--', path], signal ? { signal } : {})
      return answer?.exitCode === 0 ? answer.stdout : undefined
    })
  }

  return async (ran, options) => {
    const { result } = ran
    const known = { diskLimited, ...transcriptOf(ran) }
    if (result.exhausted.includes('memory')) {
      return nixError(result, options, { ...known, outOfMemory: true })
    }
    const exhausted = exhaustedError(result.exhausted, result)
    if (exhausted) return exhausted
    const failure = sortNixFailure(result, options, known)
    const outside = await findOutside(failure, options)
    const names = outside.outside === undefined ? await findNames(failure, options) : undefined
    const unplaced = !outside.place && (!failure.place || isTruncated(result))
    const trace = unplaced ? await findTrace(failure, options) : undefined
    const evidence = { ...known, ...outside, ...(names && { names }), ...(trace && { trace }) }
    if (outside.place?.column !== undefined) return nixError(result, options, evidence)
    const place = await findPlace(sortNixFailure(result, options, evidence), options)
    return nixError(result, options, { ...evidence, ...place })
  }
}

function transcriptOf({ transcript }: NixRun): Pick<Evidence, 'transcript'> {
  return transcript === undefined ? {} : { transcript }
}

/** What the evaluation alone decides. */
const EVALUATED: readonly string[] = ['NIX_EVALUATION', 'NIX_FILE_MISSING', 'NOT_EMBEDDED']
/** With a proxy that is not there the same download fails at the same place, and nobody is asked. */
const NOWHERE = 'http://127.0.0.1:9'
const OFFLINE: Readonly<Record<string, string>> = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']
    .map((name) => [name, NOWHERE])
    .concat([
      ['no_proxy', ''],
      ['NO_PROXY', ''],
    ]),
)

/** Nix says so when it leaves out a part of the trace. */
function isTruncated({ stderr }: CommandResult): boolean {
  return stderr.includes("use '--show-trace'")
}
