import type { OriginRequest } from '../origin.ts'

export const HOSTS = ['github', 'gitlab', 'codeberg'] as const
/** github.com, gitlab.com or codeberg.org. */
export type GitHost = (typeof HOSTS)[number]

export interface Slug {
  readonly owner: string
  readonly repo: string
}

export type ArchiveFormat = 'tar.gz' | 'tar' | 'zip'

/** A commit that a request named, and how it named it. */
export interface Named {
  readonly name: string
  readonly commit: string
}

/** What a host says when it has not got what was asked for. */
export interface Refusal {
  readonly status: number
  readonly body: string | object
}

/** What a request asks of a repository, in the words of git and not of a host. Pure data. */
export type Route =
  | { readonly do: 'redirect'; readonly to: string; readonly revision?: string }
  | {
      readonly do: 'archive'
      readonly revision: string
      readonly format: ArchiveFormat
      /** The one directory that everything in the archive lies in. */
      readonly folder: (named: Named) => string
      readonly contentType: string
      readonly missing: Refusal
    }
  | {
      readonly do: 'file'
      /** `main/a/b` or `refs/heads/main/a/b`: where the revision ends only the refs can tell. */
      readonly target: string
      readonly missing: Refusal
    }
  | {
      readonly do: 'commit'
      readonly revision: string
      readonly show: (commit: CommitData) => string | object
      readonly missing: Refusal
    }
  | { readonly do: 'repository'; readonly show: (defaultBranch: string) => object }
  | { readonly do: 'git'; readonly path: string }

export interface CommitData {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  readonly message: string
}

export interface Person {
  readonly name: string
  readonly email: string
  /** ISO 8601 in UTC: `2025-01-01T13:52:23Z`. */
  readonly date: string
}

/** How one host lays out its addresses. */
export interface Forge {
  /** The host's own name, as in the addresses of its pages. */
  readonly domain: string
  /**
   * @returns `undefined` for what is not of this repository, or cannot come out of a clone: a
   *   release's files, issues, a wiki.
   */
  route(request: Pick<OriginRequest, 'url' | 'headers'>, slug: Slug): Route | undefined
}

/** The parts of an address's path, decoded; `undefined` where that is not UTF-8. */
export function segmentsOf(url: URL): readonly string[] | undefined {
  try {
    return url.pathname.slice(1).split('/').map(decodeURIComponent)
  } catch {
    return undefined
  }
}

/** True when the first segments are these, whatever their case: hosts do not tell it apart. */
export function startsWith(segments: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((one, index) => segments[index]?.toLowerCase() === one.toLowerCase())
}

/** `v1.0.tar.gz` to the revision and the format; `undefined` for anything else. */
export function splitArchiveName(
  name: string,
): { revision: string; format: ArchiveFormat } | undefined {
  const [, revision, format] = /^(.+)\.(tar\.gz|zip)$/.exec(name) ?? []
  if (revision === undefined || (format !== 'tar.gz' && format !== 'zip')) return undefined
  return { revision, format }
}

/** `git clone` asks for these three, and for nothing else, below the repository's address. */
export function gitRoute(segments: readonly string[], slug: readonly string[]): Route | undefined {
  const repo = slug.at(-1) ?? ''
  const rest = segments.slice(slug.length).join('/')
  const named = [slug, [...slug.slice(0, -1), `${repo}.git`]]
  if (!named.some((one) => startsWith(segments, one))) return undefined
  return /^(info\/refs|git-upload-pack|git-receive-pack|HEAD)$/.test(rest)
    ? { do: 'git', path: rest }
    : undefined
}

/** `refs/heads/a/b` to `a-b`: how a revision is written in the name of an archive. */
export function nameOfRevision(revision: string): string {
  return revision.replace(/^refs\/(heads|tags)\//, '').replaceAll('/', '-')
}
