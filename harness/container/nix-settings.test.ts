import { expect, test } from 'vitest'
import { builderFiles, readBuilder, settingsAt, settingsLines } from './nix-settings.ts'

const ENTRY = 'ssh-ng://nix@far.example:2222 x86_64-linux /keys/far 4 2 kvm - QUJD'

test('readBuilder() gives the key and the port to ssh in the container', () => {
  expect(readBuilder(ENTRY, 0)).toEqual({
    alias: 'far.example-2222',
    host: 'far.example',
    port: 2222,
    keyFile: '/keys/far',
    keyTarget: '/etc/nixproof/builder-0.key',
    entry: 'ssh-ng://nix@far.example-2222 x86_64-linux /etc/nixproof/builder-0.key 4 2 kvm - QUJD',
    store:
      'ssh-ng://nix@far.example-2222?ssh-key=%2Fetc%2Fnixproof%2Fbuilder-0.key&base64-ssh-public-host-key=QUJD',
  })
})

test('readBuilder() keeps what a store is told by its URL, and takes port 22', () => {
  const { entry, alias, port, store } = readBuilder('ssh://far?compress=true - /k 1 1 - - QU+J', 3)
  expect({ entry, alias, port, store }).toEqual({
    entry: 'ssh://far?compress=true - /etc/nixproof/builder-3.key 1 1 - - QU+J',
    store:
      'ssh://far?compress=true&ssh-key=%2Fetc%2Fnixproof%2Fbuilder-3.key&base64-ssh-public-host-key=QU%2BJ',
    alias: 'far',
    port: 22,
  })
})

test.each([
  ['far.example x86_64-linux /k 1 1 - - QUJD', 'ssh-ng://USER@HOST'],
  ['ssh-ng:// x86_64-linux /k 1 1 - - QUJD', 'ssh-ng://USER@HOST'],
  ['ssh-ng://far x86_64-linux - 1 1 - - QUJD', 'The third field is the file of an ssh key'],
  ['ssh-ng://far x86_64-linux', 'The third field is the file of an ssh key'],
  ['ssh-ng://far x86_64-linux /k 1 1', 'The eighth field is the host key'],
])('readBuilder() refuses %s', (entry, wanted) => {
  expect(() => readBuilder(entry, 0)).toThrow(wanted)
})

test('settingsAt() has files of keys that are relative to nothing', () => {
  const builders = ['ssh-ng://far - keys/far 1 1 - - QUJD', ENTRY, 'ssh-ng://far -  -', 'far']
  expect(settingsAt({ builders, substituters: ['http://a'] }, '/docs')).toEqual({
    builders: ['ssh-ng://far - /docs/keys/far 1 1 - - QUJD', ...builders.slice(1)],
    substituters: ['http://a'],
  })
})

test('settingsLines() are lines of nix.conf, which add to what is set', () => {
  const settings = { substituters: ['http://a', 's3://b'], trustedPublicKeys: ['a-1:QUJD'] }
  const builders = [readBuilder(ENTRY, 0), readBuilder(ENTRY, 1)]
  expect(settingsLines(settings, builders)).toEqual([
    `builders = ${builders[0]!.entry} ; ${builders[1]!.entry}`,
    'extra-substituters = http://a s3://b',
    'extra-trusted-public-keys = a-1:QUJD',
  ])
  expect(settingsLines({}, [])).toEqual([])
})

test('builderFiles() have ssh ask the proxy, and trust no host by itself', () => {
  const files = builderFiles([readBuilder(ENTRY, 0)], 'user:secret', 3128)
  const [config, connect] = files.map(({ content }) => content)
  expect(config).toContain('Host far.example-2222\n  HostName far.example\n  Port 2222\n')
  expect(config).toContain('StrictHostKeyChecking yes')
  expect(connect).toContain(Buffer.from('user:secret').toString('base64'))
  expect(files.every(({ mode }) => mode === 0o600)).toBe(true)
})
