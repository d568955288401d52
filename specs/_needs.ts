import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { TestContext } from 'vitest'
import { config } from '../harness/config.ts'
import { DOCKERD_SETTINGS } from '../harness/engine/dockerd-settings.ts'
import { findProgram, readSystem } from '../harness/engine/system.ts'

/** What this machine lacks, in words that can follow "needs"; `undefined` where it has it. */
export type Lack = string | undefined

/**
 * Skips a test where something is lacking, and says what: _skips.ts lists that at the end of a run.
 * To be called in a test, or in a `beforeEach()`; hooks of a suite run all the same, and ask for
 * themselves.
 */
export function skipWhere({ skip }: TestContext, ...lacks: readonly Lack[]): void {
  const missing = lacks.filter((one) => one !== undefined)
  skip(missing.length > 0, `needs ${missing.join('; ')}`)
}

const { platform, root, hasDockerd } = readSystem(DOCKERD_SETTINGS.path)
const unshared = await execa('unshare', ['--mount', '--net', 'true'], { reject: false })

export const noLinux: Lack = platform === 'linux' ? undefined : 'Linux'
export const noRoot: Lack = process.getuid?.() === 0 ? undefined : 'root'
export const noNamespaces: Lack = unshared.failed
  ? 'unshare(1), and the right to make mount and network namespaces'
  : undefined
/** A tutorial that somebody else has published, beside the project. */
export const PUBLISHED: string = fileURLToPath(
  new URL('../../shared/tutorial/README.md', import.meta.url),
)
export const noPublished: Lack = existsSync(PUBLISHED)
  ? undefined
  : '../shared/tutorial/README.md beside the project'
/** For a dockerd of one's own: see _dockerd.ts. */
export const noDockerd: Lack =
  noLinux !== undefined || !root || !hasDockerd ? 'root on Linux, and dockerd' : noNamespaces
export const noDockerCli: Lack = program('docker', 'the docker CLI')
/** A terminal for a command. */
export const noScript: Lack = program('script', 'script(1)')

function program(name: string, words: string): Lack {
  return findProgram(name, config.path) === undefined ? words : undefined
}
