import type { Place } from '../../errors.ts'
import { isFake, parseHash, sri, type Algorithm, type NixHash } from '../../nar/notation.ts'
import type { Call } from './call.ts'
import type { Literal } from './literal.ts'
import type { PinnedHash, Span } from './pin.ts'
import type { Snippet } from './snippet.ts'

const ATTRIBUTES = ['hash', 'sha256', 'sha512', 'sha1', 'md5', 'outputHash', 'narHash'] as const

/** An SRI hash says its algorithm itself and is accepted under every name. */
const SRI_SHA256: NixHash = {
  algorithm: 'sha256',
  digest: Buffer.alloc(32),
  encoding: 'sri',
  prefixed: false,
}

/** The hash that a call expects. */
export function hashOf(call: Call, snippet: Snippet, before: number): PinnedHash {
  const given = ATTRIBUTES.map((name) => ({ name, value: call.attribute(name) })).filter(
    ({ value }) => value !== undefined && !(value.kind === 'constant' && value.value === null),
  )
  const said = given.filter(
    ({ value }) => value?.kind === 'fake' || (value?.kind === 'string' && value.value !== ''),
  )
  if (said.length > 1) return refusedTogether(said, snippet, before)
  // One that is left empty beside one that is not counts for nothing.
  const one = given.find(({ value }) => value?.kind !== 'string' || value.value !== '') ?? given[0]
  if (!one) return { state: 'none', algorithm: 'sha256' }
  const hash = readHash(one.value!, algorithmOf(one.name, call), snippet, before)
  if (one.name !== 'md5' || hash.state !== 'given') return hash
  const why = 'md5 is not taken any more'
  const wanted = '`hash = "sha256-…"`'
  return {
    ...hash,
    state: 'invalid',
    why,
    wanted,
    like: SRI_SHA256,
    digest: undefined,
    span: undefined,
  }
}

/** Two hashes in one call: "multiple hashes passed to fetchurl", says nixpkgs. */
function refusedTogether(
  said: readonly { readonly name: string; readonly value: Literal | undefined }[],
  snippet: Snippet,
  before: number,
): PinnedHash {
  const names = said.map(({ name }) => `\`${name}\``).join(' and ')
  // The second is the one too many.
  const { name, value } = said[1]!
  const at = value && 'from' in value ? value.from : before
  return {
    state: 'invalid',
    why: `${names} are both given`,
    wanted: `One hash, \`${said[0]!.name}\` or \`${name}\``,
    written: value?.kind === 'string' ? value.value : '',
    like: SRI_SHA256,
    digest: undefined,
    place: snippet.placeOf(at - before),
    span: undefined,
  }
}

/**
 * A literal as the hash it is.
 *
 * @param algorithm what the attribute's name says; `undefined` where the hash has to say it itself
 */
export function readHash(
  value: Literal,
  algorithm: Algorithm | undefined,
  snippet: Snippet,
  before: number,
): PinnedHash {
  if (value.kind === 'unknown') return { state: 'unknown', why: value.why }
  if (value.kind === 'fake') {
    const span = spanOf(snippet, value.from - before, value.to - before)
    const place = snippet.placeOf(value.from - before)
    return { state: 'fake', written: value.name, like: SRI_SHA256, quote: true, place, span }
  }
  if (value.kind !== 'string') return { state: 'unknown', why: 'its hash is not text' }
  const at = value.inner ?? value
  const common = {
    written: value.value,
    place: snippet.placeOf(at.from - before),
    span: value.inner && spanOf(snippet, at.from - before, at.to - before),
  }
  if (value.value === '') return { ...common, state: 'empty', like: SRI_SHA256, quote: false }
  const hash = parseHash(value.value, algorithm)
  if (!hash) return untyped(value.value, common)
  if (isFake(hash)) return { ...common, state: 'fake', like: hash, quote: false }
  if (algorithm && hash.algorithm !== algorithm) {
    const why = `it is of the type ${hash.algorithm}, and its name says ${algorithm}`
    const like: NixHash = { ...SRI_SHA256, algorithm }
    const wanted = `A hash of the type ${algorithm}`
    return { ...common, state: 'invalid', why, wanted, like, digest: undefined }
  }
  return { ...common, state: 'given', hash }
}

/** No hash at all, or one without a type: `hash '…' does not include a type`, says Nix. */
function untyped(
  written: string,
  common: { readonly written: string; readonly place: Place; readonly span: Span | undefined },
): PinnedHash {
  const meant = (['sha256', 'sha512', 'sha1'] as const)
    .map((algorithm) => parseHash(written, algorithm))
    .find((hash) => hash !== undefined)
  const like: NixHash = { ...SRI_SHA256, ...(meant && { algorithm: meant.algorithm }) }
  if (!meant || isFake(meant)) return { ...common, state: 'fake', like, quote: false }
  const why = 'it does not say its type'
  const wanted = `"${sri(meant.algorithm, meant.digest)}"`
  return { ...common, state: 'invalid', why, wanted, like, digest: meant.digest }
}

function algorithmOf(attribute: (typeof ATTRIBUTES)[number], call: Call): Algorithm | undefined {
  if (attribute === 'sha256' || attribute === 'sha512' || attribute === 'sha1') return attribute
  if (attribute === 'md5') return 'md5'
  if (attribute === 'hash') return undefined
  const said = call.attribute('outputHashAlgo')
  const algorithm = said?.kind === 'string' ? said.value : undefined
  return algorithm === 'sha1' || algorithm === 'sha512' || algorithm === 'md5'
    ? algorithm
    : 'sha256'
}

/** What the content is hashed with, to be compared or written. */
export function algorithmIn(hash: PinnedHash): Algorithm {
  if (hash.state === 'given') return hash.hash.algorithm
  return 'like' in hash ? hash.like.algorithm : 'sha256'
}

/** A range of the snippet as one of the file; `undefined` when it goes over lines. */
export function spanOf(snippet: Snippet, from: number, to: number): Span | undefined {
  if (snippet.text.slice(from, to).includes('\n')) return undefined
  return { from: snippet.offsetInFile(from), to: snippet.offsetInFile(to) }
}
