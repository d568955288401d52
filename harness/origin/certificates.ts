// oxlint-disable-next-line no-unassigned-import
import 'reflect-metadata' // tsyringe, on which @peculiar/x509 stands, refuses to load without it.
import { KeyObject, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
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
/**
 * Whatever the clock says, here or in a container, and also when somebody sets it meanwhile: from
 * what a clock says that nobody has set, up to where certificates begin to write years in another
 * way (https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5).
 */
const VALIDITY = {
  notBefore: new Date('1970-01-01T00:00:00Z'),
  notAfter: new Date('2049-12-31T23:59:59Z'),
}

/** Signs for others, and is in nobody's list of authorities. Its key never leaves this process. */
export interface Root {
  /** In PEM. */
  readonly certificate: string
  /** Gives the certificate, in PEM, of whoever has this key. */
  issue(
    key: webcrypto.CryptoKey,
    names: readonly string[],
    usage: 'serverAuth' | 'clientAuth',
  ): Promise<string>
}

export async function createRoot(): Promise<Root> {
  const keys = await generateKeys()
  const root = await X509CertificateGenerator.createSelfSigned({
    name: `CN=nixproof ${crypto.randomUUID()}`,
    keys,
    signingAlgorithm: EC,
    ...VALIDITY,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  })
  return {
    certificate: root.toString('pem'),
    async issue(publicKey, names, usage) {
      const leaf = await X509CertificateGenerator.create({
        // A name in a subject has at most 64 characters; clients read the alternative name.
        subject: 'CN=nixproof',
        issuer: root.subject,
        publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: EC,
        ...VALIDITY,
        extensions: [
          new SubjectAlternativeNameExtension(
            names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
          ),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage[usage]]),
        ],
      })
      return leaf.toString('pem')
    },
  }
}

export function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])
}

/** In PEM, without a passphrase. */
export function writeKey(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
}
