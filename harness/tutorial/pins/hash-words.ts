import type { Place } from '../../errors.ts'
import { formatHash, sri } from '../../nar/notation.ts'
import type { Judgement } from './judgement.ts'

/** What to do about a hash where the right one is known. */
export function hashNext({ pin }: Judgement): string {
  const { hash } = pin
  if ('span' in hash && hash.span) return '`--fix` writes the current hash'
  return hash.state === 'none'
    ? 'Add the hash above'
    : 'Write the hash above; here it is put together out of parts'
}

/** As the hash in the text is written, or as Nix prints it. */
export function inNotation({ pin }: Judgement, digest: Buffer): string {
  const { hash } = pin
  if (hash.state === 'given') return `"${formatHash(hash.hash, digest)}"`
  return `"${'like' in hash ? formatHash(hash.like, digest) : sri('sha256', digest)}"`
}

/** Where the hash is written, or else the call. */
export function hashPlace({ pin }: Judgement): Place {
  return 'place' in pin.hash ? pin.hash.place : pin.place
}
