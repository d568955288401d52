import { join } from 'node:path'
import { config } from '../config.ts'

/** How nixproof starts its own dockerd, resolved once. */
export interface DockerdSettings {
  /** Keeps the pid file and the log. */
  readonly dir: string
  /** Where it listens; a `unix://` address. */
  readonly host: string
  /** dockerd's `--exec-root`: what it needs to know about living processes. */
  readonly execRoot: string
  /** The program that becomes dockerd, and its first arguments. */
  readonly command: readonly [string, ...string[]]
  /** Further options; none by default, so that it runs as its packager meant it to. */
  readonly options: readonly string[]
  /** PATH for dockerd and the programs it calls. */
  readonly path: string
}

export const DOCKERD_SETTINGS: DockerdSettings = {
  dir: join(config.stateDir, 'engine'),
  host: 'unix:///var/run/docker.sock',
  execRoot: '/var/run/docker',
  command: ['dockerd'],
  options: [],
  // `su` without a login shell leaves these out for root; iptables and dockerd live there.
  path: `${config.path}:/usr/local/sbin:/usr/sbin:/sbin`,
}

export function logFile({ dir }: DockerdSettings): string {
  return join(dir, 'dockerd.log')
}

export function pidFile({ dir }: DockerdSettings): string {
  return join(dir, 'dockerd.pid')
}
