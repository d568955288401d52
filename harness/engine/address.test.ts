import { describe, expect, test } from 'vitest'
import { clientOptions, isLocal } from './address.ts'

describe('clientOptions()', () => {
  test.each([
    ['unix:///run/x.sock', { protocol: 'http', socketPath: '/run/x.sock' }],
    ['npipe:////./pipe/docker_engine', { protocol: 'http', socketPath: '//./pipe/docker_engine' }],
    ['tcp://box', { protocol: 'http', host: 'box', port: 2375 }],
    ['tcp://box:7', { protocol: 'http', host: 'box', port: '7' }],
    ['box:7', { protocol: 'http', host: 'box', port: '7' }],
  ])('reads %s', (host, options) => {
    expect(clientOptions({ host })).toEqual(options)
  })

  test('names every option that docker-modem would take from DOCKER_HOST', () => {
    expect(Object.keys(clientOptions({ host: 'unix:///x' }))).toEqual(
      expect.arrayContaining(['host', 'port', 'username', 'ca', 'cert', 'key', 'protocol']),
    )
  })

  test.each(['unix://', 'gopher://box', 'tcp://'])('refuses %s', (host) => {
    expect(() => clientOptions({ host })).toThrow(TypeError)
  })

  test('refuses certificates that are not there', () => {
    expect(() => clientOptions({ host: 'tcp://box', certDir: '/nowhere' })).toThrow(
      '/nowhere/ca.pem',
    )
  })
})

test.each([
  ['unix:///x', true],
  ['tcp://127.0.0.1:2375', true],
  ['localhost:2375', true],
  ['tcp://[::1]:2375', true],
  ['tcp://box:2375', false],
  ['ssh://localhost', false],
])('isLocal() of %s is %s', (host, local) => {
  expect(isLocal(host)).toBe(local)
})
