import type { Clone } from './_clone.ts'
import { askGit, runGit, type Git } from './_git.ts'

/** Full names, `refs/heads/…` and `refs/tags/…`, to object ids. */
export type Refs = ReadonlyMap<string, string>

/** The refs as the host would have them: what the clone knows of its remote counts as branches. */
export async function readRefs(git: Git, { path }: Clone): Promise<Map<string, string>> {
  const listing = await runGit(git, [
    '-C',
    path,
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/heads',
    'refs/tags',
    'refs/remotes/origin',
  ])
  const refs = new Map<string, string>()
  const remote = new Map<string, string>()
  for (const line of listing.split('\n').filter(Boolean)) {
    const [id, name] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]
    const tracked = /^refs\/remotes\/origin\/(.+)$/.exec(name)?.[1]
    if (tracked === undefined) refs.set(name, id)
    else if (tracked !== 'HEAD') remote.set(`refs/heads/${tracked}`, id)
  }
  // A local branch is newer than what was last fetched, and what its author is looking at.
  for (const [name, id] of remote) if (!refs.has(name)) refs.set(name, id)
  return refs
}

/** The default branch's name: the remote's, else the one that is checked out, else `main`. */
export async function readDefaultBranch(git: Git, clone: Clone, refs: Refs): Promise<string> {
  const of = async (name: string): Promise<string | undefined> =>
    (await askGit(git, ['-C', clone.path, 'symbolic-ref', '--quiet', name]))?.trim()
  const remote = (await of('refs/remotes/origin/HEAD'))?.replace(/^refs\/remotes\/origin\//, '')
  if (remote !== undefined && refs.has(`refs/heads/${remote}`)) return remote
  const head = (await of('HEAD'))?.replace(/^refs\/heads\//, '')
  if (head !== undefined) return head
  // A checkout of a tag or of a commit, as a CI makes it.
  return ['main', 'master'].find((name) => refs.has(`refs/heads/${name}`)) ?? 'main'
}

/**
 * The commits that objects are, or that tags lead to: `undefined` for a tree or a blob, and for what
 * the clone has not got.
 */
export async function readCommits(
  git: Git,
  gitDir: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const unique = [...new Set(ids)]
  const input = unique.map((id) => `${id}^{commit}\n`).join('')
  const answer = await runGit(
    git,
    ['--git-dir', gitDir, 'cat-file', '--batch-check=%(objecttype) %(objectname)'],
    { input },
  )
  const lines = answer.split('\n')
  return new Map(
    unique.flatMap((id, index) => {
      const [type, commit] = (lines[index] ?? '').split(' ')
      return type === 'commit' && commit !== undefined ? [[id, commit] as const] : []
    }),
  )
}
