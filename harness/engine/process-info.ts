import { readFileSync, rmSync } from 'node:fs'
import { basename } from 'node:path'

/** The command line of a living process; empty when there is none with this pid. Linux only. */
export function commandLine(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
  } catch {
    return []
  }
}

/** True when the command line is that of the program, wherever its file lies. */
export function isProgram(argv: readonly string[], program: string): boolean {
  return argv[0] !== undefined && basename(argv[0]) === program
}

/** The number in a pid file; `undefined` when the file is missing or holds something else. */
export function readPidFile(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim())
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

/**
 * Removes a pid file whose process is not the program any more. A machine that lost all its
 * processes but kept its disk has such files, and their pids soon belong to others: dockerd
 * would then refuse to start, or take a stranger for its containerd.
 */
export function dropStalePidFile(file: string, program: string): void {
  const pid = readPidFile(file)
  if (pid === undefined || !isProgram(commandLine(pid), program)) rmSync(file, { force: true })
}
