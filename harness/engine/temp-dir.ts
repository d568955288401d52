import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { config } from '../config.ts'
import { holdLease, isLive, leaseName, shortMachine } from './lease.ts'

/**
 * Makes a temporary directory that says whose it is: after a run that was killed, the next one on
 * this machine removes it.
 *
 * @param purpose One word of small letters.
 */
export async function makeTempDir(purpose: string): Promise<string> {
  return mkdtemp(await tempDirPrefix(purpose))
}

/** What the path of such a directory begins with, for `mkdtemp` in any of its forms. */
export async function tempDirPrefix(purpose: string): Promise<string> {
  const machine = await holdLease()
  const owner = machine === undefined ? '' : `${shortMachine(machine)}-${leaseName(config.run)}-`
  return join(tmpdir(), `nixproof-${purpose}-${owner}`)
}

const OWNED = /^nixproof-[a-z]+-([0-9a-f]{8})-([0-9a-f]{16})-/

/** The temporary directories that dead runs of a machine have left. */
export function deadTempDirs(machine: string): Promise<string[]> {
  return tempDirs(machine, async (lease) => !(await isLive(lease)))
}

/** Those of one run, whether it is alive or not. */
export function tempDirsOf(run: string, machine: string): Promise<string[]> {
  return tempDirs(machine, (lease) => lease === leaseName(run))
}

async function tempDirs(
  machine: string,
  isWanted: (lease: string) => boolean | Promise<boolean>,
): Promise<string[]> {
  const names = await readdir(tmpdir())
  const wanted = names.map(async (name) => {
    const [, owner, lease] = OWNED.exec(name) ?? []
    if (lease === undefined || owner !== shortMachine(machine)) return []
    const path = join(tmpdir(), name)
    // Anybody may give a directory such a name.
    const found = await lstat(path).catch(() => undefined)
    if (!found?.isDirectory() || found.uid !== process.getuid?.()) return []
    return (await isWanted(lease)) ? [path] : []
  })
  return (await Promise.all(wanted)).flat()
}

export async function removeTempDirs(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true, maxRetries: 3 })))
}
