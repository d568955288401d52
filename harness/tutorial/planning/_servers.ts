import type { MarkdownDocument, Point, Prose, Span } from '../markdown/document.ts'
import { localUrls, type LocalUrl } from './_local-urls.ts'
import { portFacts, type PortFact } from './_ports.ts'
import type { Draft } from './_draft.ts'
import type { CommandStep, RequestStep } from './step.ts'

interface Server {
  readonly section: string
  readonly draft: Draft
  readonly step: CommandStep
  readonly program: string
}

/** What is asked of programs that may listen: the addresses that the text tells of. */
export interface Asked {
  /** Addresses that nothing before or after them in their section would serve. */
  readonly unserved: readonly { readonly url: string; readonly position: Span }[]
}

/** Adds requests to the drafts with programs that the text gives an address for, and their ports. */
export function askServers(document: MarkdownDocument, drafts: readonly Draft[]): Asked {
  const servers = serversOf(drafts)
  const unserved: { url: string; position: Span }[] = []
  const known = new Map<string, Map<string, LocalUrl>>()
  const requests = new Requests()
  const find = finder(servers)
  const elsewhere = new Set(drafts.filter(mayServeUnseen).map((draft) => sectionOf(draft)))
  for (const url of document.prose.flatMap(localUrls)) {
    const section = sectionOf(url)
    const server = find(url.position.start, section)
    // What nobody sees may be what serves it: its own section comes before servers of others.
    if (server?.section !== section && elsewhere.has(section)) continue
    if (!server) {
      if (elsewhere.size === 0) unserved.push(url)
      continue
    }
    const ofProgram = known.get(server.program) ?? new Map<string, LocalUrl>()
    known.set(server.program, ofProgram.set(`${url.url} ${url.says ?? ''}`, url))
    requests.add(server, toRequest(url, 'The text says so'))
  }
  // The same program is the same wherever it is started.
  for (const server of servers.filter((one) => !requests.has(one))) {
    for (const url of known.get(server.program)?.values() ?? []) {
      const { line } = url.position.start
      requests.add(
        server,
        toRequest(url, `The text says so of "${server.program}", on line ${line}`),
      )
    }
  }
  requests.insert()
  tellPorts(portFacts(document), servers)
  return { unserved }
}

function serversOf(drafts: readonly Draft[]): Server[] {
  return drafts.flatMap((draft) =>
    draft.steps
      .filter((step): step is CommandStep => step.do === 'command' && step.mayServe !== undefined)
      .map((step) => ({ draft, step, program: programOf(step), section: sectionOf(draft) })),
  )
}

/** Anything that could listen without looking like it, or is not run here. */
function mayServeUnseen({ kind, steps }: Draft): boolean {
  if (kind === 'commands' && steps.length === 0) return true
  return steps.some(
    (step) =>
      step.do === 'configure' ||
      (step.do === 'command' &&
        (step.skip !== undefined || /&\s*$|systemctl|docker|podman|compose/.test(step.run))),
  )
}

/** The last one before a place, or the first one after it in the same section. */
function finder(servers: readonly Server[]): (at: Point, section: string) => Server | undefined {
  const first = new Map(servers.toReversed().map((server) => [server.section, server] as const))
  let next = 0
  return ({ offset }, section) => {
    while (servers[next] && servers[next]!.step.at.offset <= offset) next++
    const before = servers[next - 1]
    return before?.section === section ? before : (first.get(section) ?? before)
  }
}

/** Of servers in the same section; of another one only where there is no second program. */
function tellPorts(facts: readonly PortFact[], servers: readonly Server[]): void {
  const find = finder(servers)
  const isOnly = new Set(servers.map(({ program }) => program)).size === 1
  const told = new Map<Server, PortFact[]>()
  for (const fact of facts) {
    const section = sectionOf(fact)
    const server = find(fact.at, section) ?? servers[0]
    if (!server || (server.section !== section && !isOnly)) continue
    const others = told.get(server) ?? []
    if (!others.some(({ port }) => port === fact.port)) told.set(server, [...others, fact])
  }
  for (const [{ draft, step }, ports] of told) {
    const listens = ports.map(({ port, at }) => ({ port, at }))
    draft.steps.splice(draft.steps.indexOf(step), 1, { ...step, listens })
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

/** What is asked of each server, the same once. */
class Requests {
  readonly #of = new Map<Server, Map<string, RequestStep>>()

  add(server: Server, request: RequestStep): void {
    const { url, contains = '' } = request
    const others = this.#of.get(server) ?? new Map<string, RequestStep>()
    this.#of.set(server, others)
    const key = `${url} ${contains}`
    if (!others.has(key)) others.set(key, request)
  }

  has(server: Server): boolean {
    return this.#of.has(server)
  }

  /** Directly behind the server. */
  insert(): void {
    for (const [{ draft, step }, requests] of this.#of) {
      const at = draft.steps.indexOf(step) + 1
      const after = draft.steps.splice(at)
      for (const one of [...requests.values(), ...after]) draft.steps.push(one)
    }
  }
}
