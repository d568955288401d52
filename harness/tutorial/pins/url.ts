import type { Host, Repository } from './pin.ts'

/** What a URL fetches from a repository; `at` counts in the URL. */
export type UrlSource =
  | {
      readonly kind: 'file'
      readonly repository: Repository
      readonly rest: string
      readonly at: number
    }
  | {
      readonly kind: 'archive'
      readonly repository: Repository
      readonly revision: string
      readonly at: number
      readonly tar: boolean
    }

/** Where the hosts have their files and archives; each pattern ends with the revision. */
const PATTERNS: readonly [Host, 'file' | 'archive', RegExp][] = [
  [
    'github',
    'file',
    /^https:\/\/raw\.githubusercontent\.com\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/(?<rest>.+)$/d,
  ],
  ['github', 'file', /^https:\/\/github\.com\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/raw\/(?<rest>.+)$/d],
  [
    'github',
    'archive',
    /^https:\/\/github\.com\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/archive\/(?<rev>.+?)\.(?<format>tar\.gz|tgz|zip)$/d,
  ],
  [
    'github',
    'archive',
    /^https:\/\/codeload\.github\.com\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/(?<format>tar\.gz|zip)\/(?<rev>.+)$/d,
  ],
  [
    'github',
    'archive',
    /^https:\/\/github\.com\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/(?<format>tarball|zipball)\/(?<rev>.+)$/d,
  ],
  [
    'github',
    'archive',
    /^https:\/\/api\.github\.com\/repos\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/(?<format>tarball|zipball)\/(?<rev>.+)$/d,
  ],
  ['gitlab', 'file', /^https:\/\/gitlab\.com\/(?<owner>.+)\/(?<repo>[^/]+)\/-\/raw\/(?<rest>.+)$/d],
  [
    'gitlab',
    'archive',
    /^https:\/\/gitlab\.com\/(?<owner>.+)\/(?<repo>[^/]+)\/-\/archive\/(?<rev>.+)\/[^/]+\.(?<format>tar\.gz|tar\.bz2|zip|tar)$/d,
  ],
  [
    'codeberg',
    'file',
    /^https:\/\/codeberg\.org\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/raw\/(?<rest>.+)$/d,
  ],
  [
    'codeberg',
    'archive',
    /^https:\/\/codeberg\.org\/(?<owner>[^/]+)\/(?<repo>[^/]+)\/archive\/(?<rev>.+?)\.(?<format>tar\.gz|zip)$/d,
  ],
]

/** Finds out what of which repository a URL fetches; `undefined` when it is none we can tell. */
export function parseUrl(text: string): UrlSource | undefined {
  const url = text.replace(/[?#].*$/s, '')
  for (const [host, kind, pattern] of PATTERNS) {
    const match = pattern.exec(url)
    if (!match?.groups || !match.indices?.groups) continue
    const { owner = '', repo = '', rest = '', rev = '', format } = match.groups
    const repository = { host, owner, repo }
    if (kind === 'file') return { kind, repository, rest, at: match.indices.groups['rest']![0] }
    const tar = format !== 'zip' && format !== 'zipball'
    return { kind, repository, revision: rev, at: match.indices.groups['rev']![0], tar }
  }
  return undefined
}

/** A path of a URL as it names files: `sub%20dir` is "sub dir". */
export function decodePath(path: string): string {
  return path.split('/').map(decodePart).join('/')
}

/** How long the part of a URL's path is that is so long when it is decoded. */
export function encodedLength(path: string, length: number): number {
  const decoded = decodePath(path).slice(0, length)
  for (let end = 0; end <= path.length; end++) {
    if (decodePath(path.slice(0, end)) === decoded) return end
  }
  return length
}

/** What is no valid encoding stands for itself. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The repository that a URL clones. */
export function parseCloneUrl(url: string): Repository | undefined {
  const [, domain = '', path = ''] =
    /^(?:git\+)?(?:https|ssh|git):\/\/(?:[^@/]+@)?(github\.com|gitlab\.com|codeberg\.org)\/(.+?)(?:\.git)?\/?$/.exec(
      url,
    ) ?? []
  const host = hostOf(domain)
  const parts = path.split('/')
  const repo = parts.pop()
  return host && repo && parts.length ? { host, owner: parts.join('/'), repo } : undefined
}

export function hostOf(domain: string): Host | undefined {
  const hosts: Record<string, Host> = {
    'github.com': 'github',
    'gitlab.com': 'gitlab',
    'codeberg.org': 'codeberg',
  }
  return hosts[domain]
}

export function sameRepository(a: Repository, b: Repository): boolean {
  // Host names of users and repositories are the same in any case on all three.
  const key = ({ host, owner, repo }: Repository): string =>
    `${host}:${owner}/${repo}`.toLowerCase()
  return key(a) === key(b)
}

export function nameOf({ host, owner, repo }: Repository): string {
  return `${host}:${owner}/${repo}`
}
