import type { IncomingHttpHeaders } from 'node:http'
import leven from 'leven'
import type { RecordedRequest, Recording } from './_format.ts'
import { redactAddresses } from './_redact.ts'

/**
 * Headers that decide about the answer: the API of GitHub gives two kinds of text for one address,
 * git two versions of its protocol, and a range is a part.
 */
const DECIDING = ['accept', 'git-protocol', 'range'] as const

/** A request as it is kept, and compared: nothing in it is secret. */
export function describeRequest(
  method: string,
  url: URL,
  headers: IncomingHttpHeaders,
  bodySha256: string | undefined,
): RecordedRequest {
  const plain = new URL(url)
  plain.hash = ''
  const deciding = DECIDING.flatMap((name) => {
    const value = headers[name]
    // curl says "anything", others say nothing.
    return typeof value !== 'string' || value === '*/*' ? [] : [[name, value] as const]
  })
  return {
    method,
    url: redactAddresses(plain.href),
    ...(deciding.length > 0 ? { headers: Object.fromEntries(deciding) } : {}),
    ...(bodySha256 === undefined ? {} : { bodySha256 }),
  }
}

/** Equal for requests that are the same: the order in a query does not matter. */
export function keyOf(request: RecordedRequest): string {
  return JSON.stringify(Object.entries(partsOf(request)))
}

/** What of a recording is not as it was asked for. */
interface Difference {
  readonly part: string
  readonly recorded: string
  readonly asked: string
}

export interface Near {
  readonly request: RecordedRequest
  readonly differences: readonly Difference[]
}

const AT_MOST = 3

/** The recordings most like a request, best first; none of another host and another path. */
export function nearestRecordings(
  asked: RecordedRequest,
  recordings: readonly Recording[],
): readonly Near[] {
  const unique = new Map(recordings.map(({ request }) => [keyOf(request), request]))
  return [...unique.values()]
    .map((request) => ({ request, differences: differencesOf(request, asked) }))
    .filter(({ differences }) => {
      const parts = new Set(differences.map(({ part }) => part))
      return !(parts.has('host') && parts.has('path'))
    })
    .map((near) => ({ near, distance: distanceOf(near) }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, AT_MOST)
    .map(({ near }) => near)
}

function differencesOf(recorded: RecordedRequest, asked: RecordedRequest): Difference[] {
  const [was, is] = [partsOf(recorded), partsOf(asked)]
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((part) => {
    const [before = '', now = ''] = [was[part], is[part]]
    return before === now ? [] : [{ part, recorded: before, asked: now }]
  })
}

/** A part that differs weighs more than how much it differs. */
function distanceOf({ differences }: Near): number {
  return differences
    .map(({ recorded, asked }) => 1 + leven(recorded, asked, { maxDistance: 500 }) / 1000)
    .reduce((sum, one) => sum + one, 0)
}

function partsOf({
  method,
  url,
  headers = {},
  bodySha256,
}: RecordedRequest): Record<string, string> {
  const { protocol, host, pathname, search } = new URL(url)
  const query = search.slice(1).split('&').toSorted().join('&')
  const named = Object.entries(headers)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => [`header ${name}`, value])
  return {
    method,
    host: `${protocol}//${host}`,
    path: pathname,
    query,
    body: bodySha256 ?? '',
    ...(Object.fromEntries(named) as Record<string, string>),
  }
}
