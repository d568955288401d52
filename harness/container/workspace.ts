import { stat } from 'node:fs/promises'
import { posix, relative, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { Container } from 'dockerode'
import { NixproofError } from '../errors.ts'
import { request } from './engine-failure.ts'
import { readIgnoreRules } from './ignored.ts'
import { archiveOf } from './workspace-archive.ts'
import { canBeCopied, isResultLink, walkWorkspace, type IsLeftOut } from './workspace-files.ts'

export interface WorkspaceOptions {
  /** Where the container sees it, an absolute path. Default: `/workspace`. */
  readonly target?: string
  /**
   * Whether to leave out what git would not commit, as the .gitignore files in and above the
   * directory say. Default: true.
   */
  readonly gitignore?: boolean
}

export interface Workspace {
  /** A directory on this machine. */
  readonly source: string
  readonly target: string
  readonly gitignore: boolean
}

const DEFAULT_TARGET = '/workspace'

/** @throws NixproofError USAGE unless the target is an absolute path below the root. */
export function createWorkspace(
  source: string,
  { target = DEFAULT_TARGET, gitignore = true }: WorkspaceOptions,
): Workspace {
  const clean = posix.normalize(target).replace(/\/$/, '')
  if (posix.isAbsolute(target) && clean !== '') return { source, target: clean, gitignore }
  throw new NixproofError('USAGE', 'A workspace cannot be put there', {
    wanted: 'An absolute path in the container, below "/"',
    found: `"${target}"`,
    next: 'Give a path such as /workspace',
  })
}

/**
 * Copies a workspace into a container, which need not be started. Modes, times and symlinks are
 * kept; the owner is root. Left out are the links that `nix-build` makes: `src = ./.` would copy
 * them into the store, and make another derivation of the same source. Left out is also what git
 * ignores: the reader of a tutorial does not have it. Sockets, pipes and devices cannot be copied.
 * Names that are linked to the same file become files of their own.
 *
 * @returns What git ignores and what cannot be copied, as paths from the source; a directory ends
 *   in "/".
 * @throws NixproofError WORKSPACE_NOT_FOUND when the source is not a directory, USAGE when something
 *   in it cannot be read, or has a name that is not UTF-8.
 */
export async function copyWorkspace(
  container: Container,
  workspace: Workspace,
): Promise<readonly string[]> {
  const { source, gitignore } = workspace
  await checkDirectory(source)
  const isIgnored = gitignore ? await readIgnoreRules(source) : () => false
  const leftOut: string[] = []
  const archive = packWorkspace(workspace, (path, found) => {
    if (canBeCopied(found) && !isIgnored(path)) return false
    leftOut.push(relative(source, path) + (found.isDirectory() ? '/' : ''))
    return true
  })
  let broken: Error | undefined
  archive.once('error', (error) => (broken = error))
  try {
    await request(
      `Cannot copy the workspace into the container`,
      (abortSignal) => container.putArchive(archive, { path: '/', abortSignal }),
      COPY_DEADLINE_MS,
    )
    return leftOut
  } catch (error) {
    if (broken === undefined) throw error
    throw new NixproofError('USAGE', 'The workspace cannot be read', {
      found: broken.message,
      next: 'Make every file in it readable, with a name in UTF-8, and change none meanwhile',
      cause: broken,
    })
  }
}

/** A workspace may be large, and its engine far away. */
export const COPY_DEADLINE_MS = 600_000

export function packWorkspace(
  { source, target }: Pick<Workspace, 'source' | 'target'>,
  isLeftOut: IsLeftOut = () => false,
): Readable {
  const files = walkWorkspace(
    resolve(source),
    (path, found) => isResultLink(path, found) || isLeftOut(path, found),
  )
  return archiveOf(files, target.slice(1))
}

async function checkDirectory(source: string): Promise<void> {
  const found = await stat(source).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new NixproofError('WORKSPACE_NOT_FOUND', `There is no workspace "${source}"`, {
    wanted: 'A directory',
    found: found ? 'Something else with that name' : 'Nothing with that name',
    next: 'Name the directory that holds the files of the tutorial',
  })
}
