import type { CommandResult, NixproofError } from '../errors.ts'
import { nixNamesArgv, packageNamesArgv, type NixTarget } from '../nix/argv.ts'
import { nixError } from '../nix/error.ts'
import type { Evidence } from '../nix/evidence.ts'
import { sortNixFailure, type NixFailure } from '../nix/failure.ts'
import type { Surroundings } from '../nix/place.ts'
import { exhaustedError } from './exhausted.ts'
import type { RunOptions, RunResult } from './run.ts'
import type { NixRun } from './run-nix.ts'
import { searchPlace } from './source-search.ts'

/** What failed, and how to ask again. */
interface Case extends Surroundings, NixTarget, RunOptions {
  /** The command that failed, as it tells the whole trace and builds nothing, unless it did already. */
  readonly again?: readonly string[]
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

  /** What there is instead of an attribute after `-A`, or of a variable: tutorials like `with pkgs;`. */
  async function findNames(
    { code, place, suggestions }: NixFailure,
    options: Case,
  ): Promise<readonly string[] | undefined> {
    const isSelection = code === 'NIX_ATTRIBUTE_MISSING' && !place
    if (suggestions || !(isSelection || code === 'NIX_VARIABLE_UNDEFINED')) return undefined
    const argv = isSelection ? nixNamesArgv(options) : packageNamesArgv()
    const answer = argv && (await ask(plainly, argv, options))
    return answer?.exitCode === 0 ? (JSON.parse(answer.stdout) as string[]) : undefined
  }

  /** Only a trace that ends in the same error says where that one is. */
  async function findTrace(failure: NixFailure, options: Case): Promise<string | undefined> {
    const { code, builder, download, mismatch } = failure
    const url = (download ?? mismatch)?.url
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
    const names = await findNames(failure, options)
    const unplaced = !failure.place || isTruncated(result)
    const trace = unplaced ? await findTrace(failure, options) : undefined
    const evidence = { ...known, ...(names && { names }), ...(trace && { trace }) }
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
