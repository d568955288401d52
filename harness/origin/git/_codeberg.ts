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

const NOT_FOUND: Refusal = { status: 404, body: 'Not found.\n' }
const NOT_FOUND_JSON: Refusal = { status: 404, body: { message: "The target couldn't be found." } }

/** codeberg.org, which runs Forgejo. */
export const codeberg: Forge = {
  domain: 'codeberg.org',
  route({ url }, slug) {
    const segments = segmentsOf(url)
    const names = [slug.owner, slug.repo]
    if (!segments || url.hostname !== 'codeberg.org') return undefined
    if (startsWith(segments, ['api', 'v1', 'repos', ...names])) {
      return api(segments.slice(5), url.searchParams, slug)
    }
    if (!startsWith(segments, names)) return gitRoute(segments, names)
    return gitRoute(segments, names) ?? page(segments.slice(2), slug)
  },
}

function page([kind, ...rest]: readonly string[], { repo }: Slug): Route | undefined {
  if (kind === 'archive') return archive(rest.join('/'), repo, NOT_FOUND)
  if (kind !== 'raw' || rest.length < 2) return undefined
  const [what, ...words] = rest
  const prefix = { branch: 'refs/heads/', tag: 'refs/tags/', commit: '' }[what ?? '']
  // Without a kind it is the form of old: /raw/REV/PATH.
  const target = prefix === undefined ? rest.join('/') : `${prefix}${words.join('/')}`
  return { do: 'file', target, missing: NOT_FOUND }
}

function archive(name: string, repo: string, missing: Refusal): Route | undefined {
  const asked = splitArchiveName(name)
  if (!asked) return undefined
  return {
    do: 'archive',
    ...asked,
    // Forgejo names it after the repository's directory, which is in lower case.
    folder: () => repo.toLowerCase(),
    contentType: 'application/octet-stream',
    missing,
  }
}

/** https://codeberg.org/api/swagger, what resolves a ref, and the same archives and files again. */
function api(rest: readonly string[], query: URLSearchParams, slug: Slug): Route | undefined {
  const [area, ...words] = rest
  const name = words.join('/')
  switch (area) {
    case undefined:
      return { do: 'repository', show: (branch) => showRepository(branch, slug) }
    case 'archive':
      return archive(name, slug.repo, NOT_FOUND_JSON)
    case 'raw':
      return {
        do: 'file',
        target: `${query.get('ref') ?? 'HEAD'}/${name}`,
        missing: NOT_FOUND_JSON,
      }
    case 'commits':
      return commit(query.get('sha') ?? 'HEAD', (found) => [showCommit(found)])
    case 'branches':
      return commit(`refs/heads/${name}`, (found) => ({ name, commit: { id: found.sha } }))
    case 'git':
      return words[0] === 'commits' ? commit(words.slice(1).join('/'), showCommit) : undefined
    default:
      return undefined
  }
}

function commit(revision: string, show: (commit: CommitData) => object): Route {
  return { do: 'commit', revision, show, missing: NOT_FOUND_JSON }
}

function showCommit({ sha, tree, parents, author, committer, message }: CommitData): object {
  return {
    sha,
    created: committer.date,
    commit: { author, committer, message, tree: { sha: tree } },
    parents: parents.map((parent) => ({ sha: parent })),
  }
}

function showRepository(branch: string, { owner, repo }: Slug): object {
  return {
    name: repo,
    full_name: `${owner}/${repo}`,
    clone_url: `https://codeberg.org/${owner}/${repo}.git`,
    default_branch: branch,
  }
}
