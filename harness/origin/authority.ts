import { createSecureContext, type SecureContext } from 'node:tls'
import { createRoot, generateKeys, writeKey } from './certificates.ts'

/** A certificate authority of one run. Its key never leaves this process. */
export interface Authority {
  /** Its certificate, in PEM. */
  readonly certificate: string
  /** What a server shows that stands for this host; made once for each. */
  contextFor(host: string): Promise<SecureContext>
}

export async function createAuthority(): Promise<Authority> {
  const [root, leaf] = await Promise.all([createRoot(), generateKeys()])
  const key = writeKey(leaf.privateKey)
  const contexts = new Map<string, Promise<SecureContext>>()

  async function createContext(host: string): Promise<SecureContext> {
    return createSecureContext({
      key,
      cert: await root.issue(leaf.publicKey, [host], 'serverAuth'),
    })
  }

  return {
    certificate: `${root.certificate}\n`,
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
