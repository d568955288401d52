import type { Literal } from './literal.ts'
import type { Revision } from './pin.ts'
import { spanOf } from './hash.ts'
import type { Snippet } from './snippet.ts'

type Text = Literal & { readonly kind: 'string' }

/** A part of a literal, as the revision that it names, with the place to edit. */
export function revisionIn(
  literal: Text,
  from: number,
  to: number,
  snippet: Snippet,
  before: number,
): Revision {
  const at = sourceRange(literal, from, to)
  const start = (at?.from ?? literal.from) - before
  return {
    name: literal.value.slice(from, to),
    place: snippet.placeOf(start),
    span: at && spanOf(snippet, at.from - before, at.to - before),
    commitPrefix: '',
  }
}

/** Where a part of a value stands in the source, when it stands there as one piece. */
function sourceRange(
  literal: Text,
  from: number,
  to: number,
): { from: number; to: number } | undefined {
  let start = 0
  for (const piece of literal.pieces) {
    const end = start + piece.text.length
    if (piece.verbatim && from >= start && to <= end) {
      return { from: piece.from + from - start, to: piece.from + to - start }
    }
    start = end
  }
  // "v${version}" as a whole can be replaced by a commit all the same.
  return from === 0 && to === literal.value.length ? literal.inner : undefined
}
