import { randomBytes, timingSafeEqual } from 'node:crypto'

/** Made per run: nobody else on the machine, and no other container, can use the proxy. */
export function createCredentials(): string {
  return `nixproof:${randomBytes(24).toString('base64url')}`
}

/** Whether a Proxy-Authorization header gives the credentials; it takes as long when it does not. */
export function isAuthorized(header: string | undefined, credentials: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Basic ${Buffer.from(credentials).toString('base64')}`)
  return timingSafeEqual(padded(given, wanted.length), wanted) && given.length === wanted.length
}

function padded(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(length)], length)
}
