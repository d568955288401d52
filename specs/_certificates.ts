// oxlint-disable-next-line no-unassigned-import
import 'reflect-metadata' // As in harness/origin/authority.ts.
import { KeyObject, webcrypto } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Signs for servers and clients of an engine that speaks TLS. */
export interface CertificateAuthority {
  /** Writes ca.pem, cert.pem and key.pem, as Docker's CLI and dockerd want them. */
  write(dir: string, names: readonly string[], usage: 'serverAuth' | 'clientAuth'): Promise<void>
  readonly certificate: string
}

export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const keys = await generateKeys()
  const root = await X509CertificateGenerator.createSelfSigned({
    name: `CN=spec ${crypto.randomUUID()}`,
    keys,
    signingAlgorithm: EC,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  })
  const certificate = root.toString('pem')
  return {
    certificate,
    async write(dir, names, usage) {
      const own = await generateKeys()
      const leaf = await X509CertificateGenerator.create({
        subject: 'CN=spec',
        issuer: root.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: EC,
        extensions: [
          new SubjectAlternativeNameExtension(
            names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
          ),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage[usage]]),
        ],
      })
      const key = KeyObject.from(own.privateKey).export({ type: 'sec1', format: 'pem' })
      await mkdir(dir, { recursive: true })
      await Promise.all([
        writeFile(join(dir, 'ca.pem'), certificate),
        writeFile(join(dir, 'cert.pem'), leaf.toString('pem')),
        writeFile(join(dir, 'key.pem'), key, { mode: 0o600 }),
      ])
    },
  }
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])
}
