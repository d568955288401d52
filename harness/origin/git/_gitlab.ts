import {
  gitRoute,
  segmentsOf,
  splitArchiveName,
  startsWith,
  type CommitData,
  type Forge,
  type Refusal,
  type Route,
  type Slug,
} from './_forge.ts'

const NO_PAGE: Refusal = { status: 404, body: 'The page could not be found' }
const ARCHIVE_TYPE = 'application/octet-stream'

/** gitlab.com. The owner may be a group with subgroups. */
export const gitlab: Forge = {
  domain: 'gitlab.com',
  route({ url }, slug) {
    const segments = segmentsOf(url)
    if (!segments || url.hostname !== 'gitlab.com') return undefined
    const names = [...slug.owner.split('/'), slug.repo]
    if (startsWith(segments, ['api', 'v4', 'projects', names.join('/')])) {
      return api(segments.slice(4), url.searchParams, slug)
    }
    return gitRoute(segments, names) ?? page(segments, names, slug)
  },
}

function page(
  segments: readonly string[],
  names: readonly string[],
  slug: Slug,
): Route | undefined {
  if (!startsWith(segments, [...names, '-'])) return undefined
  const [kind, ...rest] = segments.slice(names.length + 1)
  if (kind === 'raw' && rest.length > 1) {
    return { do: 'file', target: rest.join('/'), missing: NO_PAGE }
  }
  const file = splitArchiveName(rest.at(-1) ?? '')
  if (kind !== 'archive' || !file || rest.length < 2) return undefined
  const revision = rest.slice(0, -1).join('/')
  return archive(slug, revision, file.format, file.revision)
}

/**
 * @param asked The name that the address gives to the archive; GitLab adds the commit to the folder's
 *   name unless it is the usual one (lib/gitlab/git/repository.rb, `archive_prefix`).
 */
function archive(
  slug: Slug,
  revision: string,
  format: 'tar.gz' | 'zip' | 'tar',
  asked?: string,
): Route {
  const usual = `${slug.repo}-${revision.replaceAll('/', '-')}`
  return {
    do: 'archive',
    revision,
    format,
    folder: ({ name, commit }) =>
      asked === usual || name === commit ? usual : `${usual}-${commit}`,
    contentType: ARCHIVE_TYPE,
    missing: NO_PAGE,
  }
}

/** https://docs.gitlab.com/api: repositories, commits, repository files and projects. */
function api(rest: readonly string[], query: URLSearchParams, slug: Slug): Route | undefined {
  const [area, call, ...words] = rest
  if (area === undefined) return { do: 'repository', show: (branch) => showProject(branch, slug) }
  if (area !== 'repository' || call === undefined) return undefined
  const format = /^archive(?:\.(tar\.gz|tar|zip))?$/.exec(call)
  if (format) {
    const [, extension = 'tar.gz'] = format as unknown as [
      string,
      'tar.gz' | 'zip' | 'tar' | undefined,
    ]
    return archive(slug, query.get('sha') ?? 'HEAD', extension)
  }
  if (call === 'commits') return commits(words.join('/'), query.get('ref_name') ?? 'HEAD')
  if (call === 'files' && words.length === 2 && words[1] === 'raw') {
    const missing = { status: 404, body: { message: '404 File Not Found' } }
    return { do: 'file', target: `${query.get('ref') ?? 'HEAD'}/${words[0]}`, missing }
  }
  return undefined
}

/** One commit, or the list that starts with it: who resolves a branch asks for the list. */
function commits(one: string, branch: string): Route {
  const message = one === '' ? '404 Not found' : '404 Commit Not Found'
  return {
    do: 'commit',
    revision: one || branch,
    show: (commit) => (one === '' ? [showCommit(commit)] : showCommit(commit)),
    missing: { status: 404, body: { message } },
  }
}

function showCommit({ sha, parents, author, committer, message }: CommitData): object {
  return {
    id: sha,
    short_id: sha.slice(0, 8),
    title: message.split('\n', 1)[0],
    message,
    author_name: author.name,
    author_email: author.email,
    authored_date: author.date,
    committer_name: committer.name,
    committer_email: committer.email,
    committed_date: committer.date,
    created_at: committer.date,
    parent_ids: parents,
  }
}

function showProject(branch: string, { owner, repo }: Slug): object {
  return {
    path: repo,
    path_with_namespace: `${owner}/${repo}`,
    default_branch: branch,
    visibility: 'public',
    web_url: `https://gitlab.com/${owner}/${repo}`,
    http_url_to_repo: `https://gitlab.com/${owner}/${repo}.git`,
  }
}
