import { NixproofError } from '../errors.ts'
import type { Fragment } from '../nix/configuration.ts'
import { CONFIGURATION_DIR, type Sources } from '../nix/sources.ts'
import type { RunOptions, RunResult } from './run.ts'
import { writeFiles } from './write-files.ts'

/** `switch` puts the system in place, `build` makes `./result` and no more. */
export type NixosAction = 'switch' | 'boot' | 'test' | 'build'

export interface NixosOptions extends RunOptions {
  /** Pieces of a configuration, which take the place of `/etc/nixos/configuration.nix`. */
  readonly fragments?: readonly Fragment[]
  /** A configuration in the container, absolute or relative to `cwd`. Not together with fragments. */
  readonly file?: string
  /** More arguments, as `nixos-rebuild` takes them. */
  readonly args?: readonly string[]
}

export interface NixosResult extends RunResult {
  /** The store path of the system: its programs are in `sw/bin`. */
  readonly system: string
}

/** How to find out more about a failure. */
interface Again {
  readonly sources: Sources | undefined
  readonly again: readonly string[]
}

/** Runs a command in the container; by default as the options of the call say. */
type Run = (argv: readonly string[], options?: RunOptions) => Promise<RunResult>

const NOT_FOUND = 127

/** Runs `nixos-rebuild`; `run` runs a command in the container, and `explain` says why it failed. */
export async function rebuildNixos(
  action: NixosAction,
  options: NixosOptions,
  run: Run,
  explain: (result: RunResult, again: Again) => Promise<NixproofError>,
): Promise<NixosResult> {
  const { fragments, file, args = [] } = options
  if (fragments && file !== undefined) {
    throw new NixproofError('USAGE', 'A configuration is either fragments or a file', {
      found: `${fragments.length} fragments, and "${file}"`,
    })
  }
  const sources = fragments && (await writeFragments(fragments, run, options.signal))
  const search = file === undefined ? [] : ['-I', `nixos-config=${file}`]
  // A trace through modules is long, and Nix would leave out the places that are the reader's.
  const argv = (what: NixosAction | 'dry-build'): string[] => [
    'nixos-rebuild',
    what,
    '--show-trace',
    ...search,
    ...args,
  ]
  const result = await run(argv(action))
  if (result.exitCode === NOT_FOUND) {
    throw new NixproofError('USAGE', 'The image has no nixos-rebuild', {
      next: 'Use an image that ensureImage() made',
      result,
    })
  }
  if (result.exitCode !== 0) {
    throw await explain(result, { sources, again: argv('dry-build') })
  }
  return { ...result, system: result.stdout.trim().split('\n').at(-1) ?? '' }
}

async function writeFragments(
  fragments: readonly Fragment[],
  run: Run,
  signal: AbortSignal | undefined,
): Promise<Sources> {
  // The parser is not small, and few containers need it.
  const { composeConfiguration } = await import('../nix/configuration.ts')
  const configuration = composeConfiguration(fragments)
  const files = configuration.files.map(({ name, text }) => ({
    path: `${CONFIGURATION_DIR}/${name}`,
    text,
  }))
  await writeFiles(run, files, signal)
  return configuration
}
