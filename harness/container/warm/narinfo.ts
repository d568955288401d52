import { posix } from 'node:path'
import { formatHash, parseHash } from '../../nar/notation.ts'
import type { SigningKey } from './key.ts'

/** A store path as Nix knows it after it has built it. */
export interface BuiltPath {
  readonly path: string
  /** In any notation of Nix's. */
  readonly narHash: string
  /** Bytes. */
  readonly narSize: number
  readonly references: readonly string[]
  /** The derivation that it was built of. */
  readonly deriver: string
}

/**
 * What a binary cache says of a path, signed: `nar/HASH.nar` beside it has its content, as it is. The
 * signature is over path, content and references (nix, src/libstore/path-info.cc, `fingerprint`).
 */
export function narinfo(
  { path, narHash, narSize, references, deriver }: BuiltPath,
  key: SigningKey,
): string {
  const sorted = references.toSorted()
  const hash = nix32(narHash)
  const fingerprint = ['1', path, hash, narSize, sorted.join(',')].join(';')
  const lines = {
    StorePath: path,
    URL: `nar/${posix.basename(path).slice(0, 32)}.nar`,
    Compression: 'none',
    NarHash: narHash,
    NarSize: narSize,
    References: sorted.map((one) => posix.basename(one)).join(' '),
    Deriver: posix.basename(deriver),
    Sig: key.sign(fingerprint),
  }
  return Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')
}

function nix32(text: string): string {
  const hash = parseHash(text, 'sha256')
  if (!hash) throw new Error(`No hash of Nix's: ${text}`)
  return formatHash({ ...hash, encoding: 'nix32', prefixed: true }, hash.digest)
}
