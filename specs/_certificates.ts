import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRoot, generateKeys, writeKey } from '../harness/origin/certificates.ts'

/** Signs for servers and clients of an engine that speaks TLS. */
export interface CertificateAuthority {
  /** Writes ca.pem, cert.pem and key.pem, as Docker's CLI and dockerd want them. */
  write(dir: string, names: readonly string[], usage: 'serverAuth' | 'clientAuth'): Promise<void>
  readonly certificate: string
}

export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const root = await createRoot()
  const { certificate } = root
  return {
    certificate,
    async write(dir, names, usage) {
      const { privateKey, publicKey } = await generateKeys()
      const own = await root.issue(publicKey, names, usage)
      await mkdir(dir, { recursive: true })
      await Promise.all([
        writeFile(join(dir, 'ca.pem'), certificate),
        writeFile(join(dir, 'cert.pem'), own),
        writeFile(join(dir, 'key.pem'), writeKey(privateKey), { mode: 0o600 }),
      ])
    },
  }
}
