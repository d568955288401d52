import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatHash, isFake, parseHash, sri, type Encoding } from './notation.ts'

/** What `nix-hash --to-base32` and its like print for the SHA-256 of nothing. */
const NOTHING = {
  sri: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  base64: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  base16: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  nix32: '0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73',
} as const satisfies Record<Encoding, string>

describe('parseHash()', () => {
  test.each(Object.entries(NOTHING))('reads %s', (encoding, text) => {
    const hash = parseHash(text, 'sha256')
    expect(hash).toMatchObject({ algorithm: 'sha256', encoding, prefixed: false })
    expect(hash?.digest).toEqual(createHash('sha256').digest())
  })

  test('reads the prefix of old', () => {
    expect(parseHash(`sha256:${NOTHING.nix32}`)).toMatchObject({
      encoding: 'nix32',
      prefixed: true,
    })
  })

  test.each(['', 'sha256-', '<the hash>', 'sha256-AAAA', `${NOTHING.nix32}0`, 'e'.repeat(52)])(
    'takes %j for no hash',
    (text) => {
      expect(parseHash(text, 'sha256')).toBeUndefined()
    },
  )

  test('does not guess an algorithm', () => {
    expect(parseHash(NOTHING.nix32)).toBeUndefined()
  })

  test('knows a hash that is all zeros', () => {
    expect(isFake(parseHash('0'.repeat(52), 'sha256')!)).toBe(true)
    expect(isFake(parseHash(NOTHING.sri)!)).toBe(false)
  })
})

test('formatHash() writes any digest the way another was written, and parseHash() reads it back', () => {
  const sizes = { md5: 16, sha1: 20, sha256: 32, sha512: 64 } as const
  fc.assert(
    fc.property(
      fc.constantFrom('md5', 'sha1', 'sha256', 'sha512'),
      fc.constantFrom<Encoding>('sri', 'base64', 'base16', 'nix32'),
      fc.boolean(),
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      (algorithm, encoding, prefixed, bytes) => {
        const digest = Buffer.from(bytes).subarray(0, sizes[algorithm])
        const like = { algorithm, encoding, digest, prefixed: prefixed && encoding !== 'sri' }
        expect(parseHash(formatHash(like, digest), algorithm)).toEqual(like)
      },
    ),
  )
  expect(sri('sha256', createHash('sha256').digest())).toBe(NOTHING.sri)
})
