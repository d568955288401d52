import { realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { NixproofError } from '../../errors.ts'
import { runGit, type Git } from './_git.ts'

/** The user's clone. It is only read, and after it was opened only its objects are. */
export interface Clone {
  /** As given, made absolute. */
  readonly path: string
  /** Where the objects and the refs are, also when `path` is a worktree. */
  readonly gitDir: string
  readonly objectFormat: string
  readonly shallow: boolean
}

/** @throws NixproofError ORIGIN_INVALID, with what to name instead. */
export async function openClone(git: Git, given: string): Promise<Clone> {
  const path = resolve(given)
  await checkDirectory(path)
  const answer = await runGit(git, [
    '-C',
    path,
    'rev-parse',
    '--path-format=absolute',
    '--git-common-dir',
    '--absolute-git-dir',
    '--show-object-format',
    '--is-shallow-repository',
    '--is-inside-work-tree',
    '--show-prefix',
  ]).catch((error: unknown) => {
    if (!(error instanceof NixproofError && error.code === 'GIT_FAILED')) throw error
    throw invalid(path, 'is not a git repository', {
      found: error.details.found ?? '',
      next: 'Name the directory of a clone, or make one: git clone URL PATH',
      cause: error,
    })
  })
  const [gitDir = '', ownGitDir = '', objectFormat = '', shallow, insideTree, prefix = ''] =
    answer.split('\n')
  const isRoot = insideTree === 'true' ? prefix === '' : (await realpath(path)) === ownGitDir
  if (!isRoot) {
    const up =
      insideTree === 'true'
        ? resolve(
            path,
            ...prefix
              .split('/')
              .filter(Boolean)
              .map(() => '..'),
          )
        : ownGitDir
    throw invalid(path, 'lies inside a repository, and is not the repository itself', {
      found: `The repository is "${up}"`,
      next: `Name "${up}"`,
    })
  }
  return { path, gitDir, objectFormat, shallow: shallow === 'true' }
}

async function checkDirectory(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const reasons: Record<string, string> = {
      ENOENT: 'does not exist',
      ELOOP: 'is a symlink that leads back to itself',
      EACCES: 'may not be read by this user',
    }
    throw invalid(path, reasons[error.code ?? ''] ?? 'cannot be read', {
      found: error.message,
      next: 'Name the directory of a clone. A path with an "@" in it is written PATH@HEAD',
      cause: error,
    })
  })
  if (found.isDirectory()) return
  throw invalid(path, 'is not a directory', {
    next: 'Name the directory of a clone; a bundle must be cloned first',
  })
}

export function invalid(
  path: string,
  what: string,
  details: ConstructorParameters<typeof NixproofError>[2] = {},
): NixproofError {
  return new NixproofError('ORIGIN_INVALID', `The origin "${path}" ${what}`, {
    wanted: 'A local git repository',
    ...details,
  })
}
