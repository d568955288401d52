/**
 * The NAR format (Nix manual, "Nix Archive (NAR) format"): every word is its length as 64 bits,
 * little-endian, its bytes, and zeros up to a multiple of 8.
 */

const WORD = 8

/** Some words after one another, as a NAR has them. */
export function words(...texts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text
      return [sizeOf(bytes.length), bytes, padding(bytes.length)]
    }),
  )
}

/** The length in front of a file's content. */
export function sizeOf(length: number): Buffer {
  const size = Buffer.alloc(WORD)
  size.writeBigUInt64LE(BigInt(length))
  return size
}

const PADDINGS = Array.from({ length: WORD }, (_, length) => Buffer.alloc(length))

/** The zeros after a file's content. */
export function padding(length: number): Buffer {
  return PADDINGS[(WORD - (length % WORD)) % WORD]!
}

export const MAGIC: Buffer = words('nix-archive-1')
export const CLOSE: Buffer = words(')')
export const DIRECTORY: Buffer = words('(', 'type', 'directory')
export const REGULAR: Buffer = words('(', 'type', 'regular', 'contents')
export const EXECUTABLE: Buffer = words('(', 'type', 'regular', 'executable', '', 'contents')
export const SYMLINK: Buffer = words('(', 'type', 'symlink', 'target')

/** What is in front of each thing in a directory; two closing brackets come after it. */
export function entry(name: Buffer): Buffer {
  return words('entry', '(', 'name', name, 'node')
}
