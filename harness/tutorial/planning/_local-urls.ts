import type { Prose, Span } from '../markdown/document.ts'

/** An address on the reader's own machine, as the text has it. */
export interface LocalUrl {
  readonly url: string
  readonly position: Span
  readonly headings: readonly string[]
  /** What the sentence says is to be seen there, in quotes. */
  readonly says?: string
}

const HOST = String.raw`(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])`
const PATH = String.raw`(?:\/[\w\-./~%?&=#:@+]*)?`
const LOCAL = new RegExp(String.raw`\bhttps?:\/\/${HOST}(?::\d+)?${PATH}`)
const WHOLE = new RegExp(`^${LOCAL.source}$`)
/** As a browser takes it: without a scheme, but with a port. */
const SHORT = new RegExp(String.raw`^${HOST}:\d{2,5}${PATH}$`)
const VISITS =
  /\b(?:open|visit|brows(?:e|ing)|navigat(?:e|ing)|go(?:ing)? to|head(?:ing)? (?:over )?to|point(?:ing)? your browser|request|see|reachable|accessible|available|served)\b/i
const REFUSES = /\b(?:not|never|instead of|rather than)\b|n['’]t\b/i

/** Addresses of servers in a paragraph, each once. */
export function localUrls(prose: Prose): LocalUrl[] {
  const found: LocalUrl[] = []
  const known = new Set<number>()
  const add = (url: string, position: Span, end: number) => {
    if (known.has(position.start.offset)) return
    known.add(position.start.offset)
    const says = saidAfter(prose, end)
    found.push({
      url,
      position,
      headings: prose.headings,
      ...(says !== undefined && { says }),
    })
  }
  for (const { text, position, at } of prose.codes) {
    if (WHOLE.test(text)) add(text, position, at + text.length)
    else if (SHORT.test(text) && isVisited(prose.text.slice(0, at))) {
      add(`http://${text}`, position, at + text.length)
    }
  }
  let from = 0
  for (const { text, position } of prose.urls) {
    const url = LOCAL.exec(text)?.[0]
    if (url === undefined) continue
    const at = prose.text.indexOf(url, from)
    from = at < 0 ? from : at + url.length
    add(url, position, at < 0 ? prose.text.length : from)
  }
  return found
}

function isVisited(before: string): boolean {
  const sentence = before
    .slice(-SENTENCE)
    .split(/[.!?]\s/)
    .at(-1)!
  return VISITS.test(sentence) && !REFUSES.test(sentence)
}

/** Nobody reads on for longer, in characters. */
const SENTENCE = 400
const TELLS =
  /\b(?:says?|saying|shows?|see|reads?|greets?|displays?|contains?|prints?|returns?|answers?|respon\w+|repl(?:y|ies)|gets?|message|text|title|find|output)\b/i
const TYPED =
  /\b(?:click|press|button|link|enter|type|fill|replac\w+|password|log in|user ?name)\b/i

/** `the page says "Hello"`, in the sentence of the address. */
function saidAfter({ text }: Prose, from: number): string | undefined {
  const [, lead = '', said] =
    /^([^.!?"“]*)["“]([^"”]{2,})["”]/.exec(text.slice(from, from + SENTENCE)) ?? []
  if (!TELLS.test(lead) || TYPED.test(lead) || REFUSES.test(lead)) return undefined
  return said?.replace(/[.,?]$/, '')
}
