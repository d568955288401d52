import { askGit } from './_git.ts'
import { isCommitId } from './_no-revision.ts'
import type { Replay } from './_replay.ts'

export type Resolved =
  | { readonly commit: string }
  /** A branch and a tag have this name, and lead to different commits. */
  | { readonly ambiguous: readonly string[] }

/**
 * What a host understands by a revision in an address: a branch, a tag, a full ref, HEAD, or a commit
 * by its id or the beginning of it. Git's own notation (`main~1`, `@{yesterday}`) means nothing there.
 */
export async function resolveRevision(replay: Replay, name: string): Promise<Resolved | undefined> {
  const byRef = resolveRef(replay, name)
  if (byRef || !isCommitId(name)) return byRef
  const args = ['--git-dir', replay.gitDir, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`]
  const commit = (await askGit(replay.git, args))?.trim()
  return commit ? { commit } : undefined
}

function resolveRef(replay: Replay, name: string): Resolved | undefined {
  if (name === 'HEAD') return { commit: replay.head }
  const candidates = name.startsWith('refs/') ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`]
  const found = candidates.flatMap((ref) => {
    const id = replay.refs.get(ref)
    const commit = id === undefined ? undefined : replay.commits.get(id)
    return commit === undefined ? [] : [{ ref, commit }]
  })
  const [first, second] = found
  if (first && second) return { ambiguous: found.map(({ ref }) => ref) }
  return first && { commit: first.commit }
}

/**
 * Where the revision ends in `feature/x/a/b.nix`: no two branches can be called `feature` and
 * `feature/x`, so the first that exists is the one.
 */
export async function splitTarget(
  replay: Replay,
  target: string,
): Promise<{ revision: string; resolved: Resolved | undefined; path: string }> {
  const parts = target.split('/')
  const split = (count: number): { revision: string; path: string } => ({
    revision: parts.slice(0, count).join('/'),
    path: parts.slice(count).join('/'),
  })
  for (let count = 1; count < parts.length; count += 1) {
    const { revision, path } = split(count)
    const resolved = resolveRef(replay, revision)
    if (resolved) return { revision, resolved, path }
  }
  const guess = split(parts[0] === 'refs' ? 3 : 1)
  return { ...guess, resolved: await resolveRevision(replay, guess.revision) }
}
