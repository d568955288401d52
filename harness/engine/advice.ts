import { NixproofError } from '../errors.ts'
import type { System } from './system.ts'
import type { Failure } from './ways.ts'

/** The engine that was set on purpose does not answer. */
export function engineNotReached({ way, reason }: Failure): NixproofError {
  const unset = way.startsWith('DOCKER_HOST')
    ? 'unset DOCKER_HOST'
    : 'docker context use default   (and unset DOCKER_CONTEXT)'
  return new NixproofError('ENGINE_NOT_FOUND', 'The chosen container engine does not answer', {
    wanted: `An answer from ${way}`,
    found: capitalize(reason),
    next: `Start that engine, or correct what leads to it, or go back to the one of this machine:\n${unset}`,
  })
}

/**
 * No way led to an engine.
 *
 * @param refusal - Why nixproof did not provide one itself, when it could have.
 */
export function engineNotFound(
  failures: readonly Failure[],
  system: System,
  refusal?: string,
): NixproofError {
  const rows = failures.map(({ way, reason }) => `${way}: ${reason}`)
  const commands = commandsFor(system, failures.some(isDenied))
  return new NixproofError('ENGINE_NOT_FOUND', 'No container engine answers', {
    wanted: 'A Docker Engine, or one that speaks its language, on this machine or in DOCKER_HOST',
    found: [...(refusal ? [`${refusal}; tried:`] : ['Tried:']), ...rows].join('\n'),
    next: ['Type:', ...commands.map((line) => `  ${line}`), ELSEWHERE].join('\n'),
  })
}

const ELSEWHERE = 'Or use an engine elsewhere: export DOCKER_HOST=ssh://user@machine'
const START_BY_SYSTEMD = 'systemctl start docker'
const START_BY_HAND = 'dockerd >/var/log/dockerd.log 2>&1 &'

/**
 * What to type on this system to get an engine.
 *
 * @param denied - An engine runs, but this user may not talk to it.
 */
export function commandsFor(system: System, denied: boolean): readonly string[] {
  const { platform, debian, root, systemd, hasDockerd } = system
  if (platform === 'darwin') {
    return [
      'brew install colima docker && colima start',
      '(or start Docker Desktop; or: brew install podman && podman machine init && podman machine start)',
    ]
  }
  if (platform === 'win32') return ['(start Docker Desktop, and run nixproof inside WSL 2)']

  const join = ['sudo usermod --append --groups docker "$USER"', 'newgrp docker']
  if (denied) return join
  const start = systemd ? START_BY_SYSTEMD : START_BY_HAND
  const asRoot = (command: string): string =>
    root ? command : command === START_BY_HAND ? `sudo sh -c '${command}'` : `sudo ${command}`
  const forUser = root ? [] : join
  if (hasDockerd) return [asRoot(start), ...forUser]
  if (debian) {
    return [
      asRoot('apt-get update'),
      asRoot('apt-get install --no-install-recommends docker.io'),
      // On systemd the package starts the engine itself.
      ...(systemd ? [] : [asRoot(START_BY_HAND)]),
      ...forUser,
    ]
  }
  return [
    "(install Docker Engine, or Podman, with your distribution's package manager)",
    asRoot(start),
    ...forUser,
    '(for Podman without root instead: systemctl --user enable --now podman.socket)',
  ]
}

function isDenied({ reason }: Failure): boolean {
  return reason === 'permission denied'
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
