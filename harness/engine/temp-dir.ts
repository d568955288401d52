import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { lstat, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { onExit } from 'signal-exit'
import { config } from '../config.ts'
import { holdLease, isLive, leaseName, shortMachine } from './lease.ts'

/** A directory for this process alone. It is removed when it is disposed of, or the process ends. */
export interface TempDir {
  readonly path: string
  [Symbol.asyncDispose](): Promise<void>
}

/** Milliseconds in which a program that was killed is gone. */
const GONE_MS = 20

/** Those of this process. */
const opened = new Set<string>()
let unhook: (() => void) | undefined

/**
 * Makes a temporary directory that says whose it is: after a run that was killed with SIGKILL, the
 * next one on this machine removes it.
 *
 * @param purpose One word of small letters.
 */
export async function openTempDir(purpose: string): Promise<TempDir> {
  const machine = await holdLease()
  const owner = machine === undefined ? '' : `${shortMachine(machine)}-${leaseName(config.run)}-`
  // Before there is a directory, and without a wait: an interrupt finds all or nothing. Last of all:
  // whatever writes into it is to be killed first.
  unhook ??= onExit(removeOpened, { alwaysLast: true })
  const path = mkdtempSync(join(tmpdir(), `nixproof-${purpose}-${owner}`))
  opened.add(path)
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true, maxRetries: 5 })
      // Not before: an interrupt would leave what is not removed yet.
      opened.delete(path)
      if (opened.size > 0) return
      unhook?.()
      unhook = undefined
    },
  }
}

/**
 * For a process that ends now: nothing can be waited for any more. Whose the run is removes those of
 * its threads as well, which hear of no signal.
 */
export function removeOpened(): void {
  if (opened.size === 0 && !config.ownsRun) return
  remove()
  // What a program was still about to write comes back.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, GONE_MS)
  remove()
}

function remove(): void {
  const names = config.ownsRun ? readdirSync(tmpdir()) : []
  const ofRun = names.filter((name) => OWNED.exec(name)?.[2] === leaseName(config.run))
  for (const path of [...opened, ...ofRun.map((name) => join(tmpdir(), name))]) {
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // The next run tries again.
    }
  }
}

const OWNED = /^nixproof-[a-z]+-([0-9a-f]{8})-([0-9a-f]{16})-/

/** The temporary directories that dead runs of a machine have left. */
export async function deadTempDirs(machine: string): Promise<string[]> {
  const names = await readdir(tmpdir())
  const dead = names.map(async (name) => {
    const [, owner, lease] = OWNED.exec(name) ?? []
    if (lease === undefined || owner !== shortMachine(machine)) return []
    const path = join(tmpdir(), name)
    // Anybody may give a directory such a name.
    const found = await lstat(path).catch(() => undefined)
    if (!found?.isDirectory() || found.uid !== process.getuid?.()) return []
    return (await isLive(lease)) ? [] : [path]
  })
  return (await Promise.all(dead)).flat()
}

export async function removeTempDirs(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true, maxRetries: 3 })))
}
