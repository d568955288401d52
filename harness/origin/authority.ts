// oxlint-disable-next-line no-unassigned-import
import 'reflect-metadata' // tsyringe, on which @peculiar/x509 stands, refuses to load without it.
import { KeyObject, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A certificate authority of one run. Its key never leaves this process. */
export interface Authority {
  /** Its certificate, in PEM. */
  readonly certificate: string
  /** What a server shows that stands for this host; made once for each. */
  contextFor(host: string): Promise<SecureContext>
}

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

export async function createAuthority(): Promise<Authority> {
  const [own, leaf] = await Promise.all([generateKeys(), generateKeys()])
  const name = `CN=nixproof ${crypto.randomUUID()}`
  const root = await X509CertificateGenerator.createSelfSigned({
    name,
    keys: own,
    signingAlgorithm: EC,
    ...VALIDITY,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  })
  const key = KeyObject.from(leaf.privateKey).export({ type: 'pkcs8', format: 'pem' })
  const contexts = new Map<string, Promise<SecureContext>>()

  async function createContext(host: string): Promise<SecureContext> {
    const certificate = await X509CertificateGenerator.create({
      // A name in a subject has at most 64 characters; clients read the alternative name.
      subject: 'CN=nixproof',
      issuer: root.subject,
      publicKey: leaf.publicKey,
      signingKey: own.privateKey,
      signingAlgorithm: EC,
      ...VALIDITY,
      extensions: [
        new SubjectAlternativeNameExtension([{ type: isIP(host) ? 'ip' : 'dns', value: host }]),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      ],
    })
    return createSecureContext({ key, cert: certificate.toString('pem') })
  }

  return {
    certificate: `${root.toString('pem')}\n`,
    contextFor(host) {
      const known = contexts.get(host)
      if (known) return known
      const made = createContext(host)
      // Whoever asks for names without end gets no more memory for it.
      if (contexts.size < MOST_CONTEXTS) contexts.set(host, made)
      return made
    },
  }
}

const MOST_CONTEXTS = 1000

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])
}
