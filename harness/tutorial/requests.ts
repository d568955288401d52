import { NixproofError } from '../errors.ts'
import type { GitMiss } from '../origin/git/open.ts'
import { blocked } from '../origin/policy.ts'
import type { EgressFinding } from '../origin/record.ts'
import type { WayOut } from './way-out.ts'

/** Remembers which findings there are, to tell later which are new. */
export function markFindings(wayOut: WayOut | undefined): () => readonly EgressFinding[] {
  const findings = wayOut?.egress.findings ?? []
  const before = new Map(findings.map(({ error, count }) => [error, count]))
  return () => {
    const now = wayOut?.egress.findings ?? []
    return now.filter(({ error, count }) => count > (before.get(error) ?? 0))
  }
}

/**
 * A request that nothing answered is why a step failed, where one did; and where none did, the
 * tutorial still reached for something that nobody looked at.
 *
 * @param failure What a step threw, if one did.
 * @returns What the check fails with; `undefined` when it holds.
 */
export function blameRequests(
  failure: unknown,
  findings: readonly EgressFinding[],
  wayOut: WayOut | undefined,
): unknown {
  if (failure !== undefined && !(failure instanceof NixproofError)) return failure
  const [first] = findings.toSorted((one, other) => gravity(other) - gravity(one))
  if (!first) return failure && explainDownload(failure, wayOut)
  const { code, summary, details } = first.error
  const others = findings.filter((one) => one !== first).map(({ error }) => error.summary)
  const found = [details.found, ...others, failure && `After it: ${failure.summary}`]
  return new NixproofError(code, summary, { ...details, found: found.filter(Boolean).join('\n') })
}

function gravity({ error }: EgressFinding): number {
  return error.blame === 'tutorial' ? 0 : 1
}

function explainDownload(failure: NixproofError, wayOut: WayOut | undefined): NixproofError {
  const url = failure.details.download?.url
  if (url === undefined || !URL.canParse(url)) return failure
  // Without a way out there was nobody to see the request.
  if (!wayOut) return failure.code === 'DOWNLOAD_FAILED' ? noOrigin(url) : failure
  const miss = wayOut.origins.clones
    .flatMap(({ misses }) => misses)
    .find((one) => samePlace(one.url, url))
  if (!miss) return failure
  const { code, summary, details } = failure
  return new NixproofError(code, summary, {
    ...details,
    found: describe(miss),
    next: nextFor(miss),
  })
}

function noOrigin(url: string): NixproofError {
  const { next } = blocked('GET', new URL(url), []).details
  return new NixproofError('NO_ORIGIN', `Nothing answers GET ${url}`, {
    wanted: 'An origin for what the tutorial fetches',
    found: 'None was given',
    ...(next !== undefined && { next }),
  })
}

/** An archive is asked for at one address, and missing at the one that this leads to. */
function samePlace(missed: string, asked: string): boolean {
  const revision = (url: string): string | undefined =>
    /(?:archive|tar\.gz)\/(.*?)(?:\.tar\.gz)?$/.exec(url)?.[1]
  return (
    missed === asked || (revision(missed) !== undefined && revision(missed) === revision(asked))
  )
}

function describe({ what, name, nearest }: GitMiss): string {
  const like = nearest.length > 0 ? `; there is ${nearest.map((one) => `"${one}"`).join(', ')}` : ''
  return `The repository has no ${what} "${name}"${like}`
}

function nextFor({ movedTo, nearest, what }: GitMiss): string {
  if (movedTo !== undefined) return `It was renamed: write "${movedTo}"`
  if (nearest[0] !== undefined) return `Write "${nearest[0]}", if that is what is meant`
  return `Name a ${what} that the repository has`
}
