import { join } from 'node:path/posix'
import type { CommandResult, NixproofError } from '../errors.ts'
import { nixNamesArgv, packageNamesArgv, type NixTarget } from '../nix/argv.ts'
import { nixError } from '../nix/error.ts'
import { isNear } from '../nix/nearest.ts'
import { sortNixFailure, type NixFailure } from '../nix/failure.ts'
import { outsideQuestion, readOutside, type Outside } from '../nix/outside.ts'
import type { Surroundings } from '../nix/place.ts'
import { exhaustedError } from './exhausted.ts'
import type { RunOptions, RunResult } from './run.ts'

/** What failed, and how to ask again. */
interface Case extends Surroundings, Pick<NixTarget, 'file' | 'attribute'>, RunOptions {
  /** The command that failed, as it tells the whole trace and builds nothing, unless it did already. */
  readonly again?: readonly string[]
  /** The command has told the whole trace already. */
  readonly traced?: boolean
}

export type Inquiry = (result: RunResult, options: Case) => Promise<NixproofError>

type Run = (argv: readonly string[], options: RunOptions) => Promise<RunResult>

/** An evaluation has taken place already, and this one is worth no more than a place. */
const AGAIN_TIMEOUT_MS = 60_000

/**
 * Finds out more about a failed command of Nix than it wrote: where in the workspace an evaluation
 * failed that names only places in nixpkgs, and what there is where an attribute is not. What cannot
 * be found out is left out.
 */
export function createInquiry(run: Run): Inquiry {
  async function ask(argv: readonly string[], options: RunOptions): Promise<RunResult | undefined> {
    const { cwd, env, signal } = options
    try {
      const result = await run(argv, {
        ...(cwd !== undefined && { cwd }),
        ...(env && { env }),
        ...(signal && { signal }),
        timeoutMs: AGAIN_TIMEOUT_MS,
      })
      return result.timedOut ? undefined : result
    } catch {
      signal?.throwIfAborted()
      return undefined // The container may be gone, and the failure is known already.
    }
  }

  /** What the file defines that is like a variable which is not in scope. */
  async function findDefined(
    { missing = '', place }: NixFailure,
    { sources, ...options }: Case,
  ): Promise<string[]> {
    if (!place || sources) return []
    const file = await ask(['cat', join(options.workspace, place.file)], options)
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
    const answer = argv && (await ask(argv, options))
    return answer?.exitCode === 0 ? (JSON.parse(answer.stdout) as string[]) : undefined
  }

  /** Whose a missing name is, and where a name is used that only nixpkgs has. */
  async function findOutside(failure: NixFailure, options: Case): Promise<Outside> {
    const question = outsideQuestion(failure)
    if (!question || !options.again) return {}
    const env = { ...options.env, ...question.env }
    const answer = await ask(options.again, { ...options, env })
    if (!answer) return {}
    const sorted = answer.exitCode === 0 ? undefined : sortNixFailure(answer, options)
    return readOutside(failure, question, sorted)
  }

  /** Only a trace that ends in the same error says where that one is. */
  async function findTrace(failure: NixFailure, options: Case): Promise<string | undefined> {
    const { code, builder, download, mismatch } = failure
    const url = (download ?? mismatch)?.url
    if (options.traced) return undefined
    if (builder || (url === undefined && !EVALUATED.includes(code))) return undefined
    const env = url === undefined ? options.env : { ...options.env, ...OFFLINE }
    const again = options.again && (await ask(options.again, { ...options, ...(env && { env }) }))
    if (!again) return undefined
    const same = sortNixFailure(again, options)
    const isSame =
      url === undefined
        ? same.message === failure.message
        : (same.download ?? same.mismatch)?.url === url
    return isSame ? again.stderr : undefined
  }

  return async (result, options) => {
    if (result.exhausted.includes('memory')) return nixError(result, options, { outOfMemory: true })
    const exhausted = exhaustedError(result.exhausted, result)
    if (exhausted) return exhausted
    const failure = sortNixFailure(result, options)
    const outside = await findOutside(failure, options)
    const names = outside.outside === undefined && (await findNames(failure, options))
    const unplaced = !outside.place && (!failure.place || isTruncated(result))
    const trace = unplaced ? await findTrace(failure, options) : undefined
    return nixError(result, options, {
      ...outside,
      ...(names && { names }),
      ...(trace && { trace }),
    })
  }
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
