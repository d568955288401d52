import { isFake, parseHash, type Algorithm, type NixHash } from '../../nar/notation.ts'
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
  // One that is left empty beside one that is not counts for nothing.
  const one = given.find(({ value }) => value?.kind !== 'string' || value.value !== '') ?? given[0]
  if (!one) return { state: 'none', algorithm: 'sha256' }
  return readHash(one.value!, algorithmOf(one.name, call), snippet, before)
}

/** A literal as the hash it is. */
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
  if (!hash) return { ...common, state: 'fake', like: SRI_SHA256, quote: false }
  if (isFake(hash)) return { ...common, state: 'fake', like: hash, quote: false }
  return { ...common, state: 'given', hash }
}

function algorithmOf(attribute: (typeof ATTRIBUTES)[number], call: Call): Algorithm | undefined {
  if (attribute === 'sha256' || attribute === 'sha512' || attribute === 'sha1') return attribute
  if (attribute === 'md5') return 'md5'
  const said = call.attribute('outputHashAlgo')
  const algorithm = said?.kind === 'string' ? said.value : undefined
  return algorithm === 'sha1' || algorithm === 'sha512' || algorithm === 'md5'
    ? algorithm
    : 'sha256'
}

/** A range of the snippet as one of the file; `undefined` when it goes over lines. */
export function spanOf(snippet: Snippet, from: number, to: number): Span | undefined {
  if (snippet.text.slice(from, to).includes('\n')) return undefined
  return { from: snippet.offsetInFile(from), to: snippet.offsetInFile(to) }
}
