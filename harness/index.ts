/** The public API: what a TypeScript developer imports from `nixproof`. */
export { NixContainer } from './container/nix-container.ts'
export { NixRepl } from './container/nix-repl.ts'
export { NixServer } from './container/server.ts'
export { StartedNixContainer } from './container/started-nix-container.ts'
export { NixShell } from './container/typed-shell.ts'
export { ensureEngine } from './engine/ensure.ts'
export { EXIT_CODES, NixproofError } from './errors.ts'
export { ensureImage } from './image/ensure.ts'
export { defineConfig } from './matrix/config.ts'
export { nixproof, PLAN_FILES } from './vitest/plugin.ts'
export type { CopiedOut, CopyOutOptions } from './container/copy-out.ts'
export type { LaunchOptions } from './container/launch.ts'
export type { OpenReplOptions, ReplAnswer, ReplOptions } from './container/nix-repl.ts'
export type {
  OpenNestedOptions,
  OpenShellOptions,
  TypedResult,
  TypeOptions,
} from './container/typed.ts'
export type { NixosAction, NixosOptions, NixosResult } from './container/nixos.ts'
export type { RunOptions, RunResult } from './container/run.ts'
export type { NixBuildResult, NixOptions } from './container/nix-options.ts'
export type { NixResourcesQuota } from './container/limits.ts'
export type { NixSettings } from './container/nix-settings.ts'
export type { ServerExit, ServerOutput, StopServerOptions } from './container/server.ts'
export type { StopContainerOptions } from './container/stop-options.ts'
export type { WorkspaceOptions } from './container/workspace.ts'
export type { Engine } from './engine/find.ts'
export type {
  Blame,
  Code,
  CommandResult,
  Details,
  DownloadFailure,
  HashMismatch,
  Place,
} from './errors.ts'
export type { ImageChoice } from './image/choose.ts'
export type { ImageRequest, NixImage } from './image/ensure.ts'
export type { Fragment } from './nix/configuration.ts'
export type {
  CacheSettings,
  Expectation,
  NixproofConfig,
  TutorialOptions,
} from './matrix/config.ts'
