import { copyFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { invalid, openClone, type Clone } from './_clone.ts'
import { askGit, configurationFile, runGit, type Git } from './_git.ts'
import { noRevision } from './_no-revision.ts'
import { readCommits, readDefaultBranch, readRefs, type Refs } from './_refs.ts'

/** The repository as the host would have it: the clone's objects under refs of its own. */
export interface Replay {
  readonly git: Git
  readonly gitDir: string
  readonly clone: Clone
  readonly refs: Refs
  /** Object ids to the commits that they lead to. */
  readonly commits: ReadonlyMap<string, string>
  readonly defaultBranch: string
  /** What the default branch points at. */
  readonly head: string
  /** True when the clone was made without some objects, which git would fetch when it needs them. */
  readonly partial: boolean
}

/** What a host allows, and nothing that writes. */
const CONFIGURATION = `[uploadpack]
\tallowAnySHA1InWant = true
\tallowFilter = true
[http]
\tuploadpack = true
\treceivepack = false
\tgetanyfile = false
[gc]
\tauto = 0
`

/**
 * The one configuration git reads. GitHub compresses archives with gzip, not with git's own
 * compression that is the default since 2.38 (github.blog, "Update on the future stability of source
 * code archives and hashes", 2023-02-21), so a hash of the archive's bytes holds here too.
 */
const USER_CONFIGURATION = `[safe]
\tdirectory = *
[tar "tar.gz"]
\tcommand = gzip -cn
`

/**
 * Makes a bare repository that shares the clone's objects and nothing else: no configuration, no
 * hooks, no attributes, no replaced objects.
 *
 * @throws NixproofError ORIGIN_INVALID, ORIGIN_INCOMPLETE, GIT_NOT_FOUND or GIT_FAILED.
 */
export async function makeReplay(git: Git, path: string, rev: string | undefined): Promise<Replay> {
  await writeFile(configurationFile(git.home), USER_CONFIGURATION)
  const clone = await openClone(git, path)
  const refs = await readRefs(git, clone)
  const defaultBranch = await readDefaultBranch(git, clone, refs)
  const wanted =
    rev ?? (refs.has(`refs/heads/${defaultBranch}`) ? `refs/heads/${defaultBranch}` : 'HEAD')
  const head = await findCommit(git, clone, wanted)
  if (head === undefined) {
    if (rev !== undefined) throw noRevision(clone, rev, refs)
    throw invalid(clone.path, 'has no commit', {
      wanted: `A commit on "${defaultBranch}"`,
      next: 'Commit something, or name a revision: PATH@REV',
    })
  }
  refs.set(`refs/heads/${defaultBranch}`, head)

  const gitDir = join(git.home, 'repository.git')
  const format = `--object-format=${clone.objectFormat}`
  await runGit(git, ['init', '--quiet', '--bare', '--template=', format, gitDir])
  await writeFile(join(gitDir, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`)
  await writeFile(join(gitDir, 'config'), CONFIGURATION, { flag: 'a' })
  await writeFile(
    join(gitDir, 'objects', 'info', 'alternates'),
    `${JSON.stringify(join(clone.gitDir, 'objects'))}\n`,
  )
  if (clone.shallow) await copyFile(join(clone.gitDir, 'shallow'), join(gitDir, 'shallow'))
  const commits = await readCommits(git, gitDir, [...refs.values()])
  await writeFile(join(gitDir, 'packed-refs'), packedRefs(refs))
  return { git, gitDir, clone, refs, commits, defaultBranch, head, partial: await isPartial(clone) }
}

async function findCommit(git: Git, { path }: Clone, rev: string): Promise<string | undefined> {
  const args = [
    '-C',
    path,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${rev}^{commit}`,
  ]
  return (await askGit(git, args))?.trim()
}

/** gitrepository-layout(5). Tens of thousands of refs would be as many files otherwise. */
function packedRefs(refs: Refs): string {
  const lines = [...refs].map(([name, id]) => `${id} ${name}\n`)
  return lines.join('')
}

/** Packs that came without all that they lead to are marked by a file of this name. */
async function isPartial({ gitDir }: Clone): Promise<boolean> {
  const packs = await readdir(join(gitDir, 'objects', 'pack')).catch(() => [])
  return packs.some((name) => name.endsWith('.promisor'))
}
