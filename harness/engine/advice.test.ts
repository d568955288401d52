import { describe, expect, test } from 'vitest'
import { commandsFor, engineNotFound, engineNotReached } from './advice.ts'
import type { System } from './system.ts'

const DEBIAN: System = {
  platform: 'linux',
  debian: true,
  root: false,
  systemd: true,
  hasDockerd: false,
}

describe('commandsFor()', () => {
  test('installs with sudo for a user of Debian, who then joins the group', () => {
    expect(commandsFor(DEBIAN, false)).toEqual([
      'sudo apt-get update',
      'sudo apt-get install --no-install-recommends docker.io',
      'sudo usermod --append --groups docker "$USER"',
      'newgrp docker',
    ])
  })

  test('starts dockerd by hand where no systemd does', () => {
    expect(commandsFor({ ...DEBIAN, root: true, systemd: false, hasDockerd: true }, false)).toEqual(
      ['dockerd >/var/log/dockerd.log 2>&1 &'],
    )
  })

  test('installs nothing when the engine runs and only permission is missing', () => {
    expect(commandsFor(DEBIAN, true).join()).not.toContain('install')
  })

  test.each(['linux', 'darwin', 'win32'] as const)('knows what to do on %s', (platform) => {
    expect(commandsFor({ ...DEBIAN, platform, debian: false }, false)).not.toEqual([])
  })
})

test('engineNotFound() lists each way with its reason, then what to type', () => {
  const failures = [
    { way: 'DOCKER_HOST', reason: 'not set' },
    { way: 'default socket unix:///var/run/docker.sock', reason: 'no such socket' },
  ]
  const { message } = engineNotFound(failures, DEBIAN, 'Only as root can nixproof start one')
  expect(message).toMatchInlineSnapshot(`
    "No container engine answers [ENGINE_NOT_FOUND]
      wanted  A Docker Engine, or one that speaks its language, on this machine or in DOCKER_HOST
      found   Only as root can nixproof start one; tried:
              DOCKER_HOST: not set
              default socket unix:///var/run/docker.sock: no such socket
      next    Type:
                sudo apt-get update
                sudo apt-get install --no-install-recommends docker.io
                sudo usermod --append --groups docker "$USER"
                newgrp docker
              Or use an engine elsewhere: export DOCKER_HOST=ssh://user@machine"
  `)
})

test('engineNotReached() tells how to go back to the engine of this machine', () => {
  const failure = { way: 'DOCKER_HOST tcp://box:1', reason: 'nothing listens there' }
  expect(engineNotReached(failure).message).toMatchInlineSnapshot(`
    "The chosen container engine does not answer [ENGINE_NOT_FOUND]
      wanted  An answer from DOCKER_HOST tcp://box:1
      found   Nothing listens there
      next    Start that engine, or correct what leads to it, or go back to the one of this machine:
              unset DOCKER_HOST"
  `)
})
