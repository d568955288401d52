import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { NixproofError } from '../errors.ts'
import { askGit, configurationFile, type Git } from '../origin/git/_git.ts'
import { openTempDir } from '../engine/temp-dir.ts'

/**
 * What a directory is checked out at: the commit, and a digest of what has been changed since in files
 * that git follows. Nothing is written, and no configuration but the repository's own is read.
 *
 * @returns `undefined` outside of a repository, in one without commits, and without git.
 */
export async function checkedOut(
  directory: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<string | undefined> {
  await using home = await openTempDir('git')
  try {
    await writeFile(
      configurationFile(home.path),
      '[safe]\n\tdirectory = *\n[core]\n\tfsmonitor = false\n',
    )
    return await stateOf({ home: home.path, signal }, directory)
  } catch (error) {
    if (error instanceof NixproofError && error.code === 'GIT_NOT_FOUND') return undefined
    throw error
  }
}

async function stateOf(git: Git, directory: string): Promise<string | undefined> {
  const ask = (...args: string[]): Promise<string | undefined> =>
    askGit(git, ['-C', directory, ...args])
  const commit = await ask('rev-parse', '--verify', '--quiet', 'HEAD')
  if (commit === undefined) return undefined
  const changes = await ask('diff', '--no-ext-diff', '--no-textconv', '--binary', 'HEAD')
  if (!changes) return commit.trim()
  const digest = createHash('sha256').update(changes).digest('hex')
  return `${commit.trim()} with changes ${digest.slice(0, 12)}`
}
