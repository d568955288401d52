import { describe, expect, test } from 'vitest'
import { listWays, type Surroundings } from './ways.ts'

const BARE: Surroundings = {
  dockerHost: undefined,
  dockerContext: undefined,
  dockerConfigDir: '/nowhere',
  dockerCertDir: undefined,
  home: '/home/ann',
  runtimeDir: '/run/user/7',
  platform: 'linux',
  uid: 7,
}

const hostsOf = (around: Surroundings): string[] =>
  listWays(around).flatMap(({ address }) => (typeof address === 'string' ? [] : [address.host]))

describe('listWays()', () => {
  test('goes from what is set to where engines listen, podman last', () => {
    expect(listWays(BARE).slice(0, 2)).toEqual([
      { name: 'DOCKER_HOST', onPurpose: false, address: 'not set' },
      { name: 'docker context', onPurpose: false, address: 'not set' },
    ])
    expect(hostsOf(BARE)).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///run/user/7/docker.sock',
      'unix:///home/ann/.docker/run/docker.sock',
      'unix:///home/ann/.docker/desktop/docker.sock',
      'unix:///run/user/7/podman/podman.sock',
      'unix:///run/podman/podman.sock',
    ])
  })

  test('puts DOCKER_HOST first, as set on purpose, with its certificates', () => {
    const around = { ...BARE, dockerHost: 'tcp://box:1', dockerCertDir: '/certs' }
    expect(listWays(around)[0]).toEqual({
      name: 'DOCKER_HOST tcp://box:1',
      onPurpose: true,
      address: { host: 'tcp://box:1', certDir: '/certs' },
    })
  })

  test('takes a context that does not exist for set on purpose', () => {
    const way = listWays({ ...BARE, dockerContext: 'gone' })[1]
    expect(way).toMatchObject({ name: 'docker context "gone"', onPurpose: true })
    expect(way?.address).toContain('no such context')
  })

  test('looks where the engines of a Mac listen', () => {
    expect(hostsOf({ ...BARE, platform: 'darwin', runtimeDir: undefined })).toContain(
      'unix:///home/ann/.colima/default/docker.sock',
    )
  })
})
