import { join } from 'node:path'
import process from 'node:process'
import type { Config } from '../config.ts'
import type { Address } from './address.ts'
import { contextAddress, currentContext } from './contexts.ts'

/** What the ways to an engine depend on; a part of the configuration. */
export type Surroundings = Pick<
  Config,
  'dockerHost' | 'dockerContext' | 'dockerConfigDir' | 'dockerCertDir' | 'home' | 'runtimeDir'
> & {
  readonly platform: NodeJS.Platform
  /** The user's number, `undefined` on Windows. */
  readonly uid: number | undefined
}

/** One way that may lead to an engine. */
export interface Way {
  readonly name: string
  /**
   * True when a person set it: if it then leads nowhere, that is an error at once. To go on to
   * the next engine would run a proof, or a `sweep`, on a machine that nobody meant.
   */
  readonly onPurpose: boolean
  /** The address, or the reason why there is none. */
  readonly address: Address | string
}

/** A way that did not lead to an engine, and why. */
export interface Failure {
  readonly way: string
  readonly reason: string
}

/** All ways in the order in which they are tried: what is set first, then where engines listen. */
export function listWays(around: Surroundings): readonly Way[] {
  return [fromHost(around), fromContext(around), ...sockets(around)]
}

export function surroundings(config: Config): Surroundings {
  return { ...config, platform: process.platform, uid: process.getuid?.() }
}

function fromHost({ dockerHost, dockerCertDir }: Surroundings): Way {
  if (dockerHost === undefined) return unset('DOCKER_HOST')
  const address = { host: dockerHost, certDir: dockerCertDir }
  return { name: `DOCKER_HOST ${dockerHost}`, onPurpose: true, address }
}

function fromContext({ dockerConfigDir, dockerContext }: Surroundings): Way {
  const label = 'docker context'
  try {
    const name = currentContext(dockerConfigDir, dockerContext)
    if (name === undefined) return unset(label)
    try {
      const address = contextAddress(dockerConfigDir, name)
      return { name: `${label} "${name}" ${address.host}`, onPurpose: true, address }
    } catch (error) {
      return { name: `${label} "${name}"`, onPurpose: true, address: messageOf(error) }
    }
  } catch (error) {
    return { name: label, onPurpose: false, address: messageOf(error) }
  }
}

function sockets({ platform, home, runtimeDir, uid }: Surroundings): Way[] {
  if (platform === 'win32') {
    return [socket('default pipe', 'npipe:////./pipe/docker_engine')]
  }
  const runDirs = [...new Set([runtimeDir, uid === undefined ? undefined : `/run/user/${uid}`])]
  const inRunDirs = (...path: string[]): string[] =>
    runDirs.filter((dir) => dir !== undefined).map((dir) => join(dir, ...path))
  const inHome = (...path: string[]): string => join(home, ...path)

  const docker = [
    ...inRunDirs('docker.sock'),
    inHome('.docker', 'run', 'docker.sock'),
    inHome('.docker', 'desktop', 'docker.sock'),
    ...(platform === 'darwin'
      ? [
          inHome('.colima', 'default', 'docker.sock'),
          inHome('.orbstack', 'run', 'docker.sock'),
          inHome('.rd', 'docker.sock'),
        ]
      : []),
  ]
  const podman = [
    ...inRunDirs('podman', 'podman.sock'),
    '/run/podman/podman.sock',
    ...(platform === 'darwin'
      ? [inHome('.local', 'share', 'containers', 'podman', 'machine', 'podman.sock')]
      : []),
  ]
  return [
    socket('default socket', 'unix:///var/run/docker.sock'),
    ...docker.map((path) => socket("user's socket", `unix://${path}`)),
    ...podman.map((path) => socket("podman's socket", `unix://${path}`)),
  ]
}

function socket(name: string, host: string): Way {
  return { name: `${name} ${host}`, onPurpose: false, address: { host } }
}

function unset(name: string): Way {
  return { name, onPurpose: false, address: 'not set' }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
