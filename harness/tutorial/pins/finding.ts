import type { Blame, Place } from '../../errors.ts'
import type { Content, Judgement } from './judgement.ts'
import { hashNext, hashPlace, inNotation } from './hash-words.ts'
import { archaeologyWords, foundAt, noteWords, sinceWords, valueWords } from './history-words.ts'
import type { PinnedHash } from './pin.ts'
import { shortId } from './words.ts'

type PinCode =
  | 'PIN_OK'
  | 'PIN_STALE'
  | 'PIN_MOVING'
  | 'PIN_EMPTY'
  | 'PIN_FAKE'
  | 'PIN_INVALID'
  | 'PIN_UNREACHABLE'
  | 'PIN_UNJUDGED'

/** One thing that is true about a pin. */
export interface Finding {
  readonly code: PinCode
  /** Who has to act; a warning asks nobody to, and nothing is wrong today. */
  readonly severity: 'ok' | 'warning' | Blame
  readonly place: Place
  readonly summary: string
  readonly wanted?: string
  readonly found?: string
  /** What the history of the repository says about it, a sentence each. */
  readonly history: readonly string[]
  readonly next?: string
}

/** What there is to say about a judged pin: about its content, then about a revision that moves. */
export function findingsOf(judgement: Judgement): Finding[] {
  return [contentFinding(judgement), ...movingFinding(judgement)]
}

function contentFinding(judgement: Judgement): Finding {
  const { pin, content } = judgement
  const { place, fetcher } = pin
  const what = thing(judgement)
  const wanted = 'written' in pin.hash ? { wanted: `"${pin.hash.written}"` } : {}
  switch (content.state) {
    case 'ok': {
      const hashed = pin.hash.state === 'given'
      const summary = hashed ? `${what} is what the hash says` : `${what} is there`
      return { code: 'PIN_OK', severity: 'ok', place, summary, history: noteWords(judgement) }
    }
    case 'stale':
      return {
        code: 'PIN_STALE',
        severity: 'tutorial',
        place: hashPlace(judgement),
        summary: `${what} is not what the hash says`,
        ...wanted,
        found: inNotation(judgement, content.got),
        history: [...archaeologyWords(judgement), ...noteWords(judgement)],
        next: nextForStale(judgement),
      }
    case 'empty':
    case 'fake': {
      const empty = content.state === 'empty'
      return {
        code: empty ? 'PIN_EMPTY' : 'PIN_FAKE',
        severity: 'tutorial',
        place: hashPlace(judgement),
        summary: empty
          ? `\`${fetcher}\` has no hash: it stops, and says what it got`
          : `The hash of \`${fetcher}\` stands for nothing that exists`,
        ...wanted,
        ...(content.got && { found: inNotation(judgement, content.got) }),
        history: [],
        next: content.got
          ? hashNext(judgement)
          : 'Build it once, and write the hash that Nix says it got',
      }
    }
    case 'invalid':
      return invalid(judgement, pin.hash as PinnedHash & { state: 'invalid' }, content.got)
    case 'unreachable':
      return unreachable(judgement, content, what)
    case 'unjudged': {
      const { why, origin } = content
      return {
        code: 'PIN_UNJUDGED',
        severity: origin === undefined ? 'warning' : 'call',
        place,
        summary: `\`${fetcher}\` is not judged: ${why}`,
        history: [],
        ...(origin !== undefined && { next: `Say where a clone of it is: ${origin}` }),
      }
    }
  }
}

/** Nix stops at it before it fetches anything. */
function invalid(
  judgement: Judgement,
  { why, wanted, written, digest, span }: PinnedHash & { readonly state: 'invalid' },
  got: Buffer | undefined,
): Finding {
  const current = got ? `; what is fetched has ${inNotation(judgement, got)}` : ''
  const fixed =
    span &&
    (got
      ? '`--fix` writes the current hash'
      : digest && '`--fix` writes the same hash with its type')
  return {
    code: 'PIN_INVALID',
    severity: 'tutorial',
    place: hashPlace(judgement),
    summary: `Nix refuses the hash of \`${judgement.pin.fetcher}\`: ${why}`,
    wanted,
    found: `"${written}"${current}`,
    history: noteWords(judgement),
    next: fixed ?? 'Leave one hash, in a notation that Nix takes: `hash = "sha256-…"`',
  }
}

function unreachable(
  judgement: Judgement,
  content: Content & { readonly state: 'unreachable' },
  what: string,
): Finding {
  const { revision, repository, path } = judgement
  const { movedTo, nearest } = content
  const isPath = content.what === 'path'
  const name = revision?.name ?? ''
  const near = nearest.length
    ? `The nearest: ${nearest.map((one) => `"${one}"`).join(', ')}`
    : 'Nothing with a similar name'
  return {
    code: 'PIN_UNREACHABLE',
    severity: 'tutorial',
    place: judgement.pin.place,
    summary: isPath ? `${what} does not exist` : `${repository ?? ''} has no revision "${name}"`,
    wanted: isPath ? `"${path ?? ''}"` : `A branch, a tag or a commit "${name}"`,
    found: movedTo === undefined ? near : `The file is "${movedTo}" now`,
    history: archaeologyWords(judgement),
    next: foundAt(judgement)
      ? '`--at-pin` names the commit that the hash is of'
      : 'Name a revision and a path that exist, and write the hash anew',
  }
}

function movingFinding(judgement: Judgement): Finding[] {
  const { moving, pin, revision } = judgement
  // What is gone cannot be broken by the next push.
  if (!moving || !revision || judgement.content.state === 'unreachable') return []
  const { source } = pin
  const named =
    source.kind === 'file'
      ? source.revisionAt(revision.name.length)
      : source.kind === 'unknown'
        ? undefined
        : source.revision
  return [
    {
      code: 'PIN_MOVING',
      severity: 'warning',
      place: named?.place ?? pin.place,
      summary: `"${revision.name}" is a branch: a push that changes ${subject(judgement)} breaks the pin`,
      history: [...valueWords(moving), ...sinceWords(moving)],
      next: named?.span
        ? '`--pin` writes the commit in its place'
        : 'Name a commit or a tag as revision',
    },
  ]
}

function nextForStale(judgement: Judgement): string {
  const current = hashNext(judgement)
  return foundAt(judgement)
    ? `${current}; \`--at-pin\` names the commit that the hash is of`
    : current
}

function subject({ path, pin }: Judgement): string {
  if (path !== undefined) return `"${path}"`
  return pin.source.kind === 'commit' ? 'anything' : 'any of its files'
}

function thing({ path, repository, revision }: Judgement): string {
  const at = revision?.commit === undefined ? '' : ` (${shortId(revision.commit)})`
  const where = `${repository ?? ''} at "${revision?.name ?? ''}"${revision?.commit?.startsWith(revision.name) ? '' : at}`
  return path === undefined ? where : `"${path}" of ${where}`
}
