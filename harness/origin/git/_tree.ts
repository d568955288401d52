import { NixproofError } from '../../errors.ts'
import { askGit, runGit } from './_git.ts'
import type { Replay } from './_replay.ts'

/** One line of `git ls-tree`: a file, a symlink (120000) or a submodule (160000). */
export interface TreeEntry {
  readonly mode: string
  readonly id: string
  readonly path: string
}

export const SUBMODULE = '160000'

/** Everything in a commit, or what lies at one path. */
export async function listTree(
  { git, gitDir }: Replay,
  commit: string,
  path?: string,
): Promise<TreeEntry[]> {
  const what = path === undefined ? ['-r', commit] : [commit, '--', path]
  const listing = await runGit(git, [
    '--literal-pathspecs',
    '--git-dir',
    gitDir,
    'ls-tree',
    '-z',
    ...what,
  ])
  return listing
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const tab = line.indexOf('\t')
      const [mode = '', , id = ''] = line.slice(0, tab).split(' ')
      return { mode, id, path: line.slice(tab + 1) }
    })
}

/** The file or symlink at a path; `undefined` for a directory, a submodule, and nothing. */
export async function findFile(
  replay: Replay,
  commit: string,
  path: string,
): Promise<TreeEntry | undefined> {
  if (path === '' || path.endsWith('/')) return undefined
  const entries = await listTree(replay, commit, path)
  return entries.find((entry) => entry.path === path && /^1[02]0/.test(entry.mode))
}

/** Bytes; `undefined` when the clone has not got the object. */
export async function sizeOf({ git, gitDir }: Replay, id: string): Promise<number | undefined> {
  const size = await askGit(git, ['--git-dir', gitDir, 'cat-file', '-s', id])
  return size === undefined ? undefined : Number(size)
}

/**
 * Sees to it that a partial clone has all of a commit, which it would otherwise fetch from the real
 * host at the moment it is needed.
 *
 * @throws NixproofError ORIGIN_INCOMPLETE
 */
export async function requireWhole(replay: Replay, commit: string): Promise<void> {
  if (!replay.partial) return
  const { git, gitDir, clone } = replay
  const args = ['rev-list', '--objects', '--no-walk', '--missing=print', commit]
  const listing = await runGit(git, ['--git-dir', gitDir, ...args])
  const missing = listing.split('\n').filter((line) => line.startsWith('?')).length
  if (missing > 0) throw incomplete(clone.path, `${missing} objects of ${commit} are missing`)
}

export function incomplete(path: string, found: string): NixproofError {
  return new NixproofError('ORIGIN_INCOMPLETE', `The clone "${path}" is a partial one`, {
    wanted: 'A clone with all objects: nixproof never fetches any by itself',
    found,
    next: `Fetch them: git -C "${path}" -c remote.origin.partialclonefilter= fetch --refetch; or clone again without --filter`,
  })
}
