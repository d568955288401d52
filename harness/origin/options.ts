import type { CassetteMode } from './cassette/mode.ts'
import type { NixSettings } from '../container/nix-settings.ts'
import type { GitOriginOptions } from './git/flag.ts'

/**
 * What is out there for a container: `closed`, nothing but clones and cassette; `online`, the
 * internet as well, for what those do not answer.
 */
export const NETWORKS = ['closed', 'online'] as const

export interface OriginOptions {
  readonly clones: readonly GitOriginOptions[]
  readonly network: (typeof NETWORKS)[number]
  /** Machines and caches that Nix is told of. Default: none. */
  readonly nix?: NixSettings | undefined
  readonly cassette?: { readonly directory: string; readonly mode: CassetteMode } | undefined
}
