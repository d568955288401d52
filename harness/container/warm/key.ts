import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { config } from '../../config.ts'

/** What signs the entries of this machine's warm store. It never leaves this process and its file. */
export interface SigningKey {
  /** `nixproof-1a2b3c4d`: no two machines have the same. */
  readonly name: string
  /** As `trusted-public-keys` of nix.conf takes it. */
  readonly publicKey: string
  /** @returns A value for `Sig` of a narinfo. */
  sign(fingerprint: string): string
}

/**
 * The key of this machine, made where there is none.
 *
 * @throws Error when the state directory can neither be read nor written to.
 */
export async function signingKey(): Promise<SigningKey> {
  const file = join(config.stateDir, 'warm-store-key.json')
  const read = (): Promise<string> => readFile(file, 'utf8')
  return parseKey(await read().catch(() => makeKey(file).then(read)))
}

/** Of two that make one at once the first wins, and what is there is whole. */
async function makeKey(file: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const draft = `${file}.${randomUUID()}`
  await mkdir(config.stateDir, { recursive: true })
  const text = JSON.stringify({ version: 1, ...privateKey.export({ format: 'jwk' }) })
  await writeFile(draft, text, { mode: 0o600 })
  await link(draft, file).catch(() => {})
  await rm(draft)
}

function parseKey(text: string): SigningKey {
  const { x, d } = JSON.parse(text) as Readonly<Record<'x' | 'd', string>>
  const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' })
  const bytes = Buffer.from(x, 'base64url')
  const name = `nixproof-${bytes.subarray(0, 4).toString('hex')}`
  return {
    name,
    publicKey: `${name}:${bytes.toString('base64')}`,
    sign: (fingerprint) =>
      `${name}:${sign(null, Buffer.from(fingerprint), key).toString('base64')}`,
  }
}
