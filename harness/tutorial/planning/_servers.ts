import type { MarkdownDocument, Point, Prose, Span } from '../markdown/document.ts'
import type { Draft } from './_draft.ts'
import type { CommandStep, RequestStep, Step } from './step.ts'

/** An address on the reader's own machine, as the text has it. */
interface LocalUrl {
  readonly url: string
  readonly position: Span
  readonly section: string
  /** What the sentence says is to be seen there, in quotes. */
  readonly says?: string
}

interface Server {
  readonly section: string
  readonly draft: Draft
  readonly step: CommandStep
  readonly program: string
}

const LOCAL =
  /\bhttps?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?(?:\/[\w\-./~%?&=#:@+]*)?/g

/** What is asked of programs that may listen: the addresses that the text tells of. */
export interface Asked {
  /** Addresses that nothing before or after them in their section would serve. */
  readonly unserved: readonly { readonly url: string; readonly position: Span }[]
}

/** Adds requests to the drafts with programs that the text gives an address for. */
export function askServers({ prose }: MarkdownDocument, drafts: readonly Draft[]): Asked {
  const servers = drafts.flatMap((draft) =>
    draft.steps
      .filter((step): step is CommandStep => step.do === 'command' && step.mayServe !== undefined)
      .map((step): Server => ({
        draft,
        step,
        program: programOf(step),
        section: sectionOf(draft),
      })),
  )
  const unserved: { url: string; position: Span }[] = []
  const known = new Map<string, LocalUrl[]>()
  const asked = new Set<Step>()
  const find = finder(servers)
  const mayBeServed = drafts.some(({ steps }) => steps.some(isServing))
  for (const url of prose.flatMap(localUrls)) {
    const server = find(url)
    if (!server) {
      if (!mayBeServed) unserved.push(url)
      continue
    }
    known.set(server.program, [...(known.get(server.program) ?? []), url])
    asked.add(server.step)
    insert(server, toRequest(url, 'The text says so'))
  }
  // The same program is the same wherever it is started.
  for (const server of servers.filter(({ step }) => !asked.has(step))) {
    for (const url of known.get(server.program) ?? []) {
      insert(
        server,
        toRequest(
          url,
          `The text says so of "${server.program}", on line ${url.position.start.line}`,
        ),
      )
    }
  }
  return { unserved }
}

/** Anything that could listen without looking like it. */
function isServing(step: Step): boolean {
  return (
    step.do === 'configure' ||
    (step.do === 'command' && /&\s*$|systemctl|docker|podman|compose/.test(step.run))
  )
}

function localUrls(prose: Prose): LocalUrl[] {
  const found: LocalUrl[] = []
  const add = (url: string, position: Span, at: number) => {
    if (
      found.some(
        (one) =>
          one.position.start.offset <= position.start.offset &&
          position.start.offset < one.position.end.offset,
      )
    )
      return
    const says = saidAfter(prose, at + url.length)
    found.push({ url, position, section: sectionOf(prose), ...(says !== undefined && { says }) })
  }
  for (const { text, position, at } of prose.codes) {
    const url = new RegExp(`^${LOCAL.source}$`).exec(text)?.[0]
    if (url !== undefined) add(url, position, at)
  }
  for (const { text, position } of prose.urls) {
    const url = new RegExp(LOCAL.source).exec(text)?.[0]
    if (url !== undefined) add(url, position, Math.max(0, prose.text.indexOf(url)))
  }
  return found
}

/** `the page says "Hello"`, in the sentence of the address. */
function saidAfter({ text }: Prose, from: number): string | undefined {
  const rest = text.slice(from)
  const said = /^[^.!?]*?["“]([^"”]{2,})["”]/.exec(rest)
  return said?.[1]?.replace(/[.,!?]$/, (mark) => (mark === '!' ? mark : ''))
}

/** The last one before an address, or the first one after it in the same section. */
function finder(servers: readonly Server[]): (url: LocalUrl) => Server | undefined {
  const first = new Map(servers.toReversed().map((server) => [server.section, server] as const))
  let next = 0
  return ({ position, section }) => {
    while (servers[next] && servers[next]!.step.at.offset <= position.start.offset) next++
    const before = servers[next - 1]
    return before?.section === section ? before : (first.get(section) ?? before)
  }
}

function sectionOf({ headings }: Pick<Prose, 'headings'>): string {
  return headings.join('\n')
}

function programOf({ run }: CommandStep): string {
  const last = run
    .split(/&&|;|\n/)
    .at(-1)!
    .trim()
  const word = last.split(/\s+/)[0] ?? ''
  return /^(?:\.\/|.*\/bin\/)/.test(word) || !/\s/.test(last)
    ? (word.split('/').at(-1) ?? word)
    : last
}

function toRequest({ url, position, says }: LocalUrl, why: string): RequestStep {
  const at: Point = position.start
  return { do: 'request', url, at, ...(says !== undefined && { contains: says }), why }
}

/** Behind the server, and behind what else is asked of it. */
function insert({ draft, step }: Server, request: RequestStep): void {
  let index = draft.steps.indexOf(step) + 1
  while (draft.steps[index]?.do === 'request') index++
  if (
    draft.steps
      .slice(0, index)
      .some(
        (one) =>
          one.do === 'request' &&
          one.url === request.url &&
          one.contains === request.contains &&
          draft.steps.indexOf(one) > draft.steps.indexOf(step),
      )
  )
    return
  draft.steps.splice(index, 0, request)
}
