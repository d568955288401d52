import { askGit, runGit } from './_git.ts'
import type { Replay } from './_replay.ts'
import { findFile } from './_tree.ts'

/** A file that moved more often than this is not the same file any more. */
const MOVES = 10

/**
 * Where a path of old lives in a commit, when history shows that it was renamed.
 *
 * @returns `undefined` when it never was there, or was removed.
 */
export async function findMoved(
  replay: Replay,
  commit: string,
  path: string,
): Promise<string | undefined> {
  let name = path
  for (let move = 0; move < MOVES; move += 1) {
    const next = await renamedTo(replay, commit, name)
    if (next === undefined) return undefined
    if (await findFile(replay, commit, next)) return next
    name = next
  }
  return undefined
}

/** The new name of a path in the last commit that took it away. */
async function renamedTo(
  { git, gitDir }: Replay,
  commit: string,
  path: string,
): Promise<string | undefined> {
  const log = ['log', '-1', '--full-history', '--diff-filter=D', '--no-renames', '--format=%H']
  const where = ['--literal-pathspecs', '--git-dir', gitDir]
  const removedBy = (await runGit(git, [...where, ...log, commit, '--', path])).trim()
  if (removedBy === '') return undefined
  const diff = ['diff-tree', '-r', '-z', '-M', '--diff-filter=R', '--name-status', '--no-commit-id']
  const fields = ((await askGit(git, [...where, ...diff, removedBy])) ?? '').split('\0')
  for (let at = 0; at + 2 < fields.length; at += 3) {
    if (fields[at + 1] === path) return fields[at + 2]
  }
  return undefined
}
