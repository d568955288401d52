import { createPublicKey, verify } from 'node:crypto'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { narinfo } from './narinfo.ts'

const DEP = '/nix/store/i11wvbdqqdyvd6f60wzmahryy648c0z9-dep'
const TOP = '/nix/store/lmfka31av2dgdxyjxk0xnxpm4vl31fnw-top'

test('narinfo() signs path, content and references, with the key of this machine', async () => {
  await using state = await mkdtempDisposable(join(tmpdir(), 'nixproof-key-'))
  vi.stubEnv('XDG_STATE_HOME', state.path)
  vi.resetModules()
  const { signingKey } = await import('./key.ts')
  const keys = await Promise.all([signingKey(), signingKey()])
  vi.unstubAllEnvs()
  expect(keys[0].publicKey).toBe(keys[1].publicKey)
  const text = narinfo(
    {
      path: TOP,
      narHash: 'sha256-apYzlJ3sANMRM2FBpzQtq32c9Qa9fNiq+mOCemIeOMQ=',
      narSize: 224,
      references: [TOP, DEP],
      deriver: `${TOP}.drv`,
    },
    keys[0],
  )
  const [, name, signature = ''] = /^Sig: (\S+):(\S+)$/m.exec(text) ?? []
  expect(text.replace(/^Sig.*\n/m, '')).toBe(`StorePath: ${TOP}
URL: nar/lmfka31av2dgdxyjxk0xnxpm4vl31fnw.nar
Compression: none
NarHash: sha256-apYzlJ3sANMRM2FBpzQtq32c9Qa9fNiq+mOCemIeOMQ=
NarSize: 224
References: i11wvbdqqdyvd6f60wzmahryy648c0z9-dep lmfka31av2dgdxyjxk0xnxpm4vl31fnw-top
Deriver: lmfka31av2dgdxyjxk0xnxpm4vl31fnw-top.drv
`)
  const x = Buffer.from(keys[0].publicKey.slice(`${name}:`.length), 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  // As nix-hash --to-base32 writes it.
  const hash = 'sha256:1i1q3ri7m0k3zamdhz5x0vsrqzdb5lsafhb16c8x607ckna375ka'
  const signed = (words: string): boolean =>
    verify(null, Buffer.from(words), key, Buffer.from(signature, 'base64'))
  expect(signed(`1;${TOP};${hash};224;${DEP},${TOP}`)).toBe(true)
  expect(signed(`1;${TOP};${hash};225;${DEP},${TOP}`)).toBe(false)
})
