import type { NixTarget } from '../nix/argv.ts'
import type { RunOptions, RunResult } from './run.ts'

/** Options of `nixBuild` and `nixShell`. */
export interface NixOptions extends NixTarget, RunOptions {}

export interface NixBuildResult extends RunResult {
  /** The store paths that were built, in Nix's order. */
  readonly outPaths: readonly string[]
}
