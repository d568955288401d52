import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openTempDir } from '../../engine/temp-dir.ts'
import { openClone } from './_clone.ts'
import { askGit, configurationFile, runGit, type Git } from './_git.ts'
import { readDefaultBranch, readRefs } from './_refs.ts'
import type { GitOriginOptions } from './flag.ts'

/**
 * A hash over what a clone answers with: the commits of its branches and tags, which one is the
 * default, and how many objects there are, as one that no branch leads to is given out as well.
 *
 * @throws NixproofError ORIGIN_INVALID, GIT_NOT_FOUND or GIT_FAILED.
 */
export async function digestClone({
  host,
  owner,
  repo,
  path,
  rev,
}: GitOriginOptions): Promise<string> {
  await using directory = await openTempDir('git')
  const home = directory.path
  const git = { home, signal: new AbortController().signal }
  await writeFile(configurationFile(home), '[safe]\n\tdirectory = *\n')
  const content = await contentOf(git, path, rev)
  const all = JSON.stringify([host, owner, repo, rev, content])
  return createHash('sha256').update(all).digest('hex')
}

async function contentOf(git: Git, path: string, rev: string | undefined): Promise<unknown> {
  const clone = await openClone(git, path)
  const at = ['-C', clone.path]
  const wanted = `${rev ?? 'HEAD'}^{commit}`
  const [refs, head, objects, shallow, version] = await Promise.all([
    readRefs(git, clone),
    askGit(git, [...at, 'rev-parse', '--verify', '--quiet', '--end-of-options', wanted]),
    runGit(git, [...at, 'count-objects', '--verbose']),
    readFile(join(clone.gitDir, 'shallow'), 'utf8').catch(() => ''),
    runGit(git, ['version']),
  ])
  const branch = await readDefaultBranch(git, clone, refs)
  return [[...refs], branch, head, objects, shallow, version, clone.objectFormat]
}
