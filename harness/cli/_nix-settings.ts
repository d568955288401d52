import { readdir } from 'node:fs/promises'
import type { NixSettings } from '../container/nix-settings.ts'
import type { Config } from '../matrix/read-config.ts'

/** What the configuration of the current directory, if there is one, tells Nix. */
export async function nixSettings(): Promise<NixSettings | undefined> {
  const config = await configHere()
  return config && settingsOf(config)
}

/** The configuration of the current directory, if there is one. */
export async function configHere(): Promise<Config | undefined> {
  const names = await readdir('.')
  if (!names.some((name) => name.startsWith('nixproof.config.'))) return undefined
  // Seldom needed, and not small.
  const { loadConfig } = await import('../matrix/load-config.ts')
  return loadConfig()
}

/** Nothing, where the configuration says nothing of it. */
export function settingsOf({ nix }: { readonly nix: NixSettings }): NixSettings | undefined {
  return Object.keys(nix).length === 0 ? undefined : nix
}
