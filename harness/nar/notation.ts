/** How a hash is written in Nix (Nix manual, "hash" and `nix-hash`). */
export type Encoding = 'sri' | 'base64' | 'base16' | 'nix32'

/** A hash value with what is needed to write another one in the same way. */
export interface NixHash {
  readonly algorithm: Algorithm
  readonly digest: Buffer
  readonly encoding: Encoding
  /** `sha256:` where it was written; an SRI hash always has its own. */
  readonly prefixed: boolean
}

const SIZES = { md5: 16, sha1: 20, sha256: 32, sha512: 64 } as const
export type Algorithm = keyof typeof SIZES

const NIX32 = '0123456789abcdfghijklmnpqrsvwxyz'

/**
 * Reads a hash in any notation that Nix accepts: `sha256-…=` (SRI), and base 16, nix32 or
 * base 64 with or without `sha256:` in front.
 *
 * @param algorithm what the attribute's name says (`sha256 = …`), for a hash that does not itself
 * @returns `undefined` for what is no hash
 */
export function parseHash(text: string, algorithm?: Algorithm): NixHash | undefined {
  const [, name, separator = '', body = ''] =
    /^(?:(md5|sha1|sha256|sha512)([:-]))?(.*)$/s.exec(text) ?? []
  const said = (name as Algorithm | undefined) ?? algorithm
  if (!said) return undefined
  const encoding = separator === '-' ? 'sri' : encodingOf(body, SIZES[said])
  const digest = encoding && decode(body, encoding, SIZES[said])
  return digest && { algorithm: said, digest, encoding, prefixed: separator === ':' }
}

/** Writes another digest the way this hash is written. */
export function formatHash({ algorithm, encoding, prefixed }: NixHash, digest: Buffer): string {
  if (encoding === 'sri') return sri(algorithm, digest)
  const body =
    encoding === 'nix32'
      ? toNix32(digest)
      : digest.toString(encoding === 'base16' ? 'hex' : 'base64')
  return `${prefixed ? `${algorithm}:` : ''}${body}`
}

/** `sha256-…=`, as W3C's Subresource Integrity writes hashes, and Nix when nothing else is asked. */
export function sri(algorithm: Algorithm, digest: Buffer): string {
  return `${algorithm}-${digest.toString('base64')}`
}

/** True for a hash that nobody has ever got, such as `lib.fakeHash`. */
export function isFake({ digest }: NixHash): boolean {
  return digest.every((byte) => byte === 0)
}

function encodingOf(body: string, size: number): Encoding | undefined {
  if (body.length === size * 2) return 'base16'
  if (body.length === Math.ceil((size * 8) / 5)) return 'nix32'
  return body.length === Math.ceil(size / 3) * 4 ? 'base64' : undefined
}

function decode(body: string, encoding: Encoding, size: number): Buffer | undefined {
  if (encoding === 'nix32') return fromNix32(body, size)
  const digest = Buffer.from(body, encoding === 'base16' ? 'hex' : 'base64')
  const alphabet = encoding === 'base16' ? /^[0-9a-fA-F]*$/ : /^[A-Za-z0-9+/]*={0,2}$/
  return digest.length === size && alphabet.test(body) ? digest : undefined
}

/** Nix's own base 32: last digit first, 5 bits each, without e, o, t and u (src/libutil/hash.cc). */
function toNix32(digest: Buffer): string {
  const length = Math.ceil((digest.length * 8) / 5)
  let text = ''
  for (let n = length - 1; n >= 0; n--) {
    const bit = n * 5
    const [index, shift] = [bit >> 3, bit % 8]
    const pair = digest[index]! | ((digest[index + 1] ?? 0) << 8)
    text += NIX32[(pair >> shift) & 31]
  }
  return text
}

function fromNix32(text: string, size: number): Buffer | undefined {
  const digest = Buffer.alloc(size)
  for (let n = 0; n < text.length; n++) {
    const digit = NIX32.indexOf(text[text.length - n - 1]!)
    if (digit < 0) return undefined
    const [index, shift] = [(n * 5) >> 3, (n * 5) % 8]
    digest[index]! |= (digit << shift) & 255
    const carry = digit >> (8 - shift)
    if (carry && index + 1 >= size) return undefined
    if (index + 1 < size) digest[index + 1]! |= carry
  }
  return digest
}
