import { NixproofError } from '../errors.ts'
import { publicUrl } from './record.ts'

/** Nobody stands for what was asked for. */
export function blocked(method: string, url: URL, origins: readonly string[]): NixproofError {
  const repository = repositoryOf(url)
  const option = repository
    ? `--origin github:${repository}=PATH`
    : '--origin github:OWNER/REPO=PATH'
  return new NixproofError('EGRESS_BLOCKED', `Nothing answers ${method} ${publicUrl(url)}`, {
    wanted: 'Only what an origin stands for is asked for',
    found: origins.length === 0 ? 'There is no origin' : `Origins: ${origins.join(', ')}`,
    next: `Give a clone that answers (${option}), record a cassette, or run with --network online`,
  })
}

/** Bytes that are neither HTTP nor TLS cannot be looked into, so they are not let through. */
export function notTls(authority: string, first: Buffer): NixproofError {
  return new NixproofError('EGRESS_BLOCKED', `A connection to ${authority} does not speak TLS`, {
    wanted: 'HTTP, or HTTP over TLS',
    found:
      first.length === 0
        ? 'Nothing: the program waits for the other side to speak'
        : `Bytes that begin with ${JSON.stringify(first.subarray(0, 16).toString('latin1'))}`,
    next: 'Fetch over https://, which an origin can answer',
  })
}

export function caNotTrusted(authority: string, reason: string): NixproofError {
  return new NixproofError(
    'CA_NOT_TRUSTED',
    `A program does not trust what answers for ${authority}`,
    {
      wanted: 'It takes its authorities from NIX_SSL_CERT_FILE, SSL_CERT_FILE or GIT_SSL_CAINFO',
      found: reason,
      next: 'Do not give the program a bundle of its own, or tell it of $SSL_CERT_FILE',
    },
  )
}

export function originTimeout(origin: string, what: string, idleMs: number): NixproofError {
  return new NixproofError('ORIGIN_TIMEOUT', `${origin} is silent about ${what}`, {
    wanted: `Some bytes every ${idleMs / 1000} s`,
    found: `Nothing for ${idleMs / 1000} s`,
    next: 'See that whatever stands behind it answers, then try again',
  })
}

export function originFailed(
  origin: string,
  what: string,
  found: string,
  cause?: unknown,
): NixproofError {
  return new NixproofError('ORIGIN_FAILED', `${origin} fails on ${what}`, {
    found,
    next: 'See that whatever stands behind it answers, then try again',
    cause,
  })
}

/** OWNER/REPO, when the URL is of a repository on GitHub. */
function repositoryOf({ hostname, pathname }: URL): string | undefined {
  if (!/^(www\.|raw\.|api\.|codeload\.)?github(usercontent)?\.com$/.test(hostname)) return undefined
  const [, owner, repository] = pathname.replace(/^\/repos(?=\/)/, '').split('/')
  return owner && repository ? `${owner}/${repository.replace(/\.git$/, '')}` : undefined
}
