import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'

/** What decides how an engine comes onto this machine. */
export interface System {
  readonly platform: NodeJS.Platform
  /** Debian, Ubuntu and what descends from them. */
  readonly debian: boolean
  readonly root: boolean
  readonly systemd: boolean
  /** Whether an engine is installed, running or not. */
  readonly hasDockerd: boolean
}

/** @param path - Where programs are looked for, as in PATH. */
export function readSystem(path: string): System {
  return {
    platform: process.platform,
    debian: isDebianFamily(readFile('/etc/os-release')),
    root: process.getuid?.() === 0,
    systemd: existsSync('/run/systemd/system'),
    hasDockerd:
      findProgram('dockerd', `${path}${delimiter}/usr/local/sbin:/usr/sbin`) !== undefined,
  }
}

/** @param osRelease - The text of /etc/os-release, see os-release(5). */
export function isDebianFamily(osRelease: string): boolean {
  return /^ID(_LIKE)?=["']?(.* )?(debian|ubuntu)( .*)?["']?$/m.test(osRelease)
}

/** The file that a program's name stands for. */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((dir) => dir !== '')
    .map((dir) => join(dir, name))
    .find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
