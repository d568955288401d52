import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { callbackify } from 'node:util'
import { expect, test } from 'vitest'
import { createAuthority } from './authority.ts'

const YEAR_MS = 365 * 86_400_000

test.each(['host.test', `${'a'.repeat(63)}.${'b'.repeat(63)}.test`, '127.0.0.1', '::1'])(
  'createAuthority() stands for %s, to a client that trusts it',
  async (host) => {
    const authority = await createAuthority()
    const server = createServer({
      SNICallback: callbackify(async (name: string) => authority.contextFor(name && host)),
    }).listen(0, '127.0.0.1')
    server.setSecureContext({})
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const name = host.includes('test') ? host : 'by-address.test'
    const checked = host.includes('test') ? {} : { checkServerIdentity: () => undefined }
    const client = connect({
      port,
      host: '127.0.0.1',
      servername: name,
      ca: authority.certificate,
      ...checked,
    })
    await once(client, 'secureConnect')
    expect(client.authorized).toBe(true)
    const leaf = new X509Certificate(client.getPeerCertificate().raw)
    expect(host.includes('test') ? leaf.checkHost(host) : leaf.checkIP(host)).toBeDefined()
    client.destroy()
    server.close()
  },
)

test('createAuthority() is valid for clocks that are wrong, and is another each time', async () => {
  const [one, other] = await Promise.all([createAuthority(), createAuthority()])
  const certificate = new X509Certificate(one.certificate)
  expect(certificate.ca).toBe(true)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(Date.parse(certificate.validFrom)).toBe(0)
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now() + 5 * YEAR_MS)
  expect(new X509Certificate(other.certificate).subject).not.toBe(certificate.subject)
})

test('contextFor() makes one for each host', async () => {
  const authority = await createAuthority()
  expect(authority.contextFor('a.test')).toBe(authority.contextFor('a.test'))
  expect(await authority.contextFor('a.test')).not.toBe(await authority.contextFor('b.test'))
})
