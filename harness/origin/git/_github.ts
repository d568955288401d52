import {
  gitRoute,
  nameOfRevision,
  segmentsOf,
  splitArchiveName,
  startsWith,
  type CommitData,
  type Forge,
  type Named,
  type Refusal,
  type Route,
  type Slug,
} from './_forge.ts'

const NOT_FOUND: Refusal = { status: 404, body: '404: Not Found' }

/** github.com, with the hosts that its addresses lead to. */
export const github: Forge = {
  domain: 'github.com',
  route({ url, headers }, slug) {
    const segments = segmentsOf(url)
    const { owner, repo } = slug
    if (!segments) return undefined
    switch (url.hostname) {
      case 'github.com':
        return gitRoute(segments, [owner, repo]) ?? page(segments, slug, url.searchParams)
      case 'codeload.github.com':
        return startsWith(segments, [owner, repo]) ? codeload(segments.slice(2), slug) : undefined
      case 'raw.githubusercontent.com':
        return startsWith(segments, [owner, repo]) && segments.length > 3
          ? { do: 'file', target: segments.slice(2).join('/'), missing: NOT_FOUND }
          : undefined
      case 'api.github.com':
        return startsWith(segments, ['repos', owner, repo])
          ? api(segments.slice(3), headers.accept ?? '', slug)
          : undefined
      default:
        return undefined
    }
  },
}

function page(segments: readonly string[], slug: Slug, query: URLSearchParams): Route | undefined {
  const { owner, repo } = slug
  if (!startsWith(segments, [owner, repo])) return undefined
  const rest = segments.slice(3).join('/')
  switch (segments[2]) {
    case 'archive':
    case 'tarball':
    case 'zipball': {
      const asked =
        segments[2] === 'archive'
          ? splitArchiveName(rest)
          : { revision: rest, format: segments[2] === 'tarball' ? 'tar.gz' : 'zip' }
      if (!asked) return undefined
      const kind = segments[2] === 'archive' ? asked.format : `legacy.${asked.format}`
      return {
        do: 'redirect',
        revision: asked.revision,
        to: `https://codeload.github.com/${owner}/${repo}/${kind}/${encodePath(asked.revision)}`,
      }
    }
    case 'raw':
    case 'blob':
      // `/blob/…` is a page about the file; only with `?raw=` it is the file.
      return rest.includes('/') && (segments[2] === 'raw' || query.has('raw'))
        ? {
            do: 'redirect',
            to: `https://raw.githubusercontent.com/${owner}/${repo}/${encodePath(rest)}`,
          }
        : undefined
    default:
      return undefined
  }
}

function codeload([kind = '', ...rest]: readonly string[], slug: Slug): Route | undefined {
  const { owner, repo } = slug
  const format = kind.replace(/^legacy\./, '')
  if (format !== 'tar.gz' && format !== 'zip') return undefined
  const folder = ({ name, commit }: Named): string => {
    if (kind.startsWith('legacy.')) return `${owner}-${repo}-${commit.slice(0, 7)}`
    const shown =
      /^[0-9a-f]{4,}$/.test(name) && commit.startsWith(name) ? commit : nameOfRevision(name)
    // `v1.0` makes `repo-1.0`, also where the branch is called so.
    return `${repo}-${shown.replace(/^v(?=\d)/, '')}`
  }
  return {
    do: 'archive',
    revision: rest.join('/'),
    format,
    folder,
    contentType: format === 'zip' ? 'application/zip' : 'application/x-gzip',
    missing: NOT_FOUND,
  }
}

/** https://docs.github.com/rest, the three calls that fetchers make. */
function api(rest: readonly string[], accept: string, slug: Slug): Route | undefined {
  const { owner, repo } = slug
  const [call, ...words] = rest
  const revision = words.join('/')
  if (call === undefined) {
    return {
      do: 'repository',
      show: (branch) => ({
        name: repo,
        full_name: `${owner}/${repo}`,
        private: false,
        html_url: `https://github.com/${owner}/${repo}`,
        clone_url: `https://github.com/${owner}/${repo}.git`,
        default_branch: branch,
      }),
    }
  }
  if (call === 'commits' && revision !== '') {
    const shaOnly = /application\/vnd\.github\.(v3\.)?sha/.test(accept)
    return {
      do: 'commit',
      revision,
      show: (commit) => (shaOnly ? commit.sha : showCommit(commit, slug)),
      missing: {
        status: 422,
        body: { message: `No commit found for SHA: ${revision}`, status: '422' },
      },
    }
  }
  if (call === 'tarball' || call === 'zipball') {
    const kind = call === 'tarball' ? 'legacy.tar.gz' : 'legacy.zip'
    const named = revision || 'HEAD'
    const to = `https://codeload.github.com/${owner}/${repo}/${kind}/${encodePath(named)}`
    return { do: 'redirect', revision: named, to }
  }
  return undefined
}

function showCommit(commit: CommitData, { owner, repo }: Slug): object {
  const base = `https://api.github.com/repos/${owner}/${repo}`
  return {
    sha: commit.sha,
    url: `${base}/commits/${commit.sha}`,
    html_url: `https://github.com/${owner}/${repo}/commit/${commit.sha}`,
    commit: {
      url: `${base}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${base}/git/trees/${commit.tree}` },
    },
    parents: commit.parents.map((sha) => ({ sha, url: `${base}/commits/${sha}` })),
  }
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
