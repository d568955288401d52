import { expect, test } from 'vitest'
import { egressEnvironment } from './egress.ts'
import { isThisMachine } from './reach.ts'

test('egressEnvironment() names proxy, exceptions and authority, in both spellings', () => {
  const env = egressEnvironment({ credentials: 'user:word' })
  for (const name of ['http_proxy', 'https_proxy', 'all_proxy']) {
    expect(env[name]).toBe('http://user:word@127.0.0.1:3128')
    expect(env[name.toUpperCase()]).toBe(env[name])
  }
  expect([env['no_proxy'], env['NO_PROXY']]).toEqual(Array(2).fill('localhost,127.0.0.1,::1'))
  for (const name of ['NIX_SSL_CERT_FILE', 'SSL_CERT_FILE', 'GIT_SSL_CAINFO']) {
    expect(env[name]).toBe('/etc/ssl/certs/nixproof.crt')
  }
})

test('isThisMachine() is false for an engine in a virtual machine, or outside of a container', () => {
  const here = { name: 'laptop', kernel: '6.18.5' }
  expect(isThisMachine({ Name: 'laptop', KernelVersion: '6.18.5' }, here)).toBe(true)
  expect(isThisMachine({ Name: 'docker-desktop', KernelVersion: '6.18.5' }, here)).toBe(false)
  expect(isThisMachine({ Name: 'laptop', KernelVersion: '6.10.14-linuxkit' }, here)).toBe(false)
})
