import type { Place } from '../../errors.ts'
import { callsIn } from './call.ts'
import { hashOf, readHash } from './hash.ts'
import { parseNix } from './nix-parser.ts'
import type { Pin } from './pin.ts'
import { snippetsOf, type Snippet } from './snippet.ts'
import { sourceOf, worksWithoutHash } from './source.ts'

/** A place where the text stops being Nix; pins around it may not have been seen. */
export interface Unreadable {
  readonly snippet: Snippet
  readonly place: Place
  /** True when the text around it speaks of fetchers or hashes. */
  readonly mayHidePins: boolean
}

export interface FoundPins {
  /** How many pieces of Nix the file has. */
  readonly snippets: number
  readonly pins: readonly Pin[]
  readonly unreadable: readonly Unreadable[]
}

/** All pins in a Markdown or .nix file, by its text. Pure: nothing is looked up. */
export function findPins(file: string, text: string): FoundPins {
  const snippets = snippetsOf(file, text)
  const pins: Pin[] = []
  const unreadable: Unreadable[] = []
  for (const snippet of snippets) {
    const source = parseNix(snippet.text)
    if (source.errorAt !== undefined) {
      const mayHidePins = /\bfetch|[hH]ash\b|\bsha256\b/.test(snippet.text)
      unreadable.push({ snippet, place: snippet.placeOf(source.errorAt), mayHidePins })
    }
    const { before } = source
    for (const found of callsIn(source)) {
      const place = snippet.placeOf(Math.max(0, found.from - before))
      if (found.kind === 'unread') {
        const unknown = { kind: 'unknown', why: found.why } as const
        const hash = { state: 'unknown', why: found.why } as const
        pins.push({
          fetcher: found.fetcher,
          snippet,
          place,
          source: unknown,
          hash,
          hashOptional: false,
        })
      } else if (found.kind === 'vendor') {
        const why = 'what a package manager downloads is only known after a build'
        const algorithm = found.name.endsWith('Sha256') ? 'sha256' : undefined
        const hash = readHash(found.value, algorithm, snippet, before)
        pins.push({
          fetcher: found.name,
          snippet,
          place,
          source: { kind: 'unknown', why },
          hash,
          hashOptional: false,
        })
      } else {
        const end = source.text.slice(found.from).search(/[\s{("]/)
        const fetcher = end > 0 ? source.text.slice(found.from, found.from + end) : found.fetcher
        pins.push({
          fetcher,
          snippet,
          place,
          source: sourceOf(found, snippet, before),
          hash: hashOf(found, snippet, before),
          hashOptional: worksWithoutHash(found.fetcher, fetcher),
        })
      }
    }
  }
  return { snippets: snippets.length, pins, unreadable }
}
