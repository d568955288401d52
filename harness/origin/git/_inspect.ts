import { runGit } from './_git.ts'
import type { Replay } from './_replay.ts'
import { listTree, SUBMODULE, type TreeEntry } from './_tree.ts'

/** Something in an archive that its reader may not expect, and that is as the host would do it. */
export interface GitNote {
  /**
   * `SUBMODULES_LEFT_OUT`: archives have an empty directory in place of a submodule.
   * `LFS_POINTERS`: archives have pointers in place of files that Git LFS keeps elsewhere; GitHub
   * puts the files in when the repository's settings say so, GitLab always does.
   */
  readonly code: 'SUBMODULES_LEFT_OUT' | 'LFS_POINTERS'
  readonly commit: string
  readonly paths: readonly string[]
}

/** A pointer is shorter than this: git-lfs/docs/spec.md. */
const POINTER_BYTES = 1024
const POINTER = 'version https://git-lfs.github.com/spec/v1\n'

/** What there is to say about the archive of a commit. */
export async function inspectCommit(replay: Replay, commit: string): Promise<readonly GitNote[]> {
  const entries = await listTree(replay, commit)
  const submodules = entries.filter(({ mode }) => mode === SUBMODULE).map(({ path }) => path)
  const pointers = await findPointers(replay, entries)
  const notes: GitNote[] = []
  if (submodules.length > 0) notes.push({ code: 'SUBMODULES_LEFT_OUT', commit, paths: submodules })
  if (pointers.length > 0) notes.push({ code: 'LFS_POINTERS', commit, paths: pointers })
  return notes
}

/** Looks into files only where some `.gitattributes` speaks of LFS: most repositories have none. */
async function findPointers(replay: Replay, entries: readonly TreeEntry[]): Promise<string[]> {
  const attributes = entries.filter(({ path }) => /(^|\/)\.gitattributes$/.test(path))
  if (!(await readBlobs(replay, attributes)).some((text) => text.includes('filter=lfs'))) return []
  const files = entries.filter(({ mode }) => mode.startsWith('100'))
  const sizes = await batch(replay, ['--batch-check=%(objectsize)'], files)
  const lines = sizes.split('\n')
  const small = files.filter((_, index) => Number(lines[index]) < POINTER_BYTES)
  const texts = await readBlobs(replay, small)
  return small.filter((_, index) => texts[index]?.startsWith(POINTER)).map(({ path }) => path)
}

/** Texts of small blobs, in their order. */
async function readBlobs(replay: Replay, entries: readonly TreeEntry[]): Promise<string[]> {
  if (entries.length === 0) return []
  // The same word follows each: contents may hold anything but their own end is told by their size.
  const bytes = Buffer.from(await batch(replay, ['--batch=%(objectsize)'], entries), 'latin1')
  const texts: string[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\n', at)
    const size = Number(bytes.toString('latin1', at, end))
    texts.push(bytes.toString('utf8', end + 1, end + 1 + size))
    at = end + 1 + size + 1
  }
  return texts
}

function batch(
  { git, gitDir }: Replay,
  mode: readonly string[],
  entries: readonly TreeEntry[],
): Promise<string> {
  const input = entries.map(({ id }) => `${id}\n`).join('')
  const args = ['--git-dir', gitDir, 'cat-file', ...mode]
  return runGit(git, args, { input, encoding: 'latin1' })
}
