import { openTempDir } from '../../engine/temp-dir.ts'
import type { Origin } from '../origin.ts'
import { answerRoute } from './_answer.ts'
import { codeberg } from './_codeberg.ts'
import type { Forge, GitHost } from './_forge.ts'
import { github } from './_github.ts'
import { gitlab } from './_gitlab.ts'
import type { GitNote } from './_inspect.ts'
export type { GitMiss } from './_ledger.ts'
import { createLedger, type GitMiss } from './_ledger.ts'
import { makeReplay } from './_replay.ts'
import type { GitOriginOptions } from './flag.ts'

/** A local clone that answers as the host of its repository would. */
export interface GitOrigin extends Origin, AsyncDisposable {
  /** The commit that the default branch points at. */
  readonly head: string
  readonly defaultBranch: string
  /** What was asked for and is not in the repository; grows while requests come. */
  readonly misses: readonly GitMiss[]
  /** What a reader of an archive may not expect; grows while requests come. */
  readonly notes: readonly GitNote[]
  /** A bare repository with the replayed refs, until the origin is disposed. */
  readonly gitDir: string
}

const FORGES: Readonly<Record<GitHost, Forge>> = { github, gitlab, codeberg }

/**
 * Serves a local clone as a repository of GitHub, GitLab or Codeberg, at any moment of its history:
 * archives, single files, `git clone`, and the API calls that resolve a revision. Owner and
 * repository are matched in any case, as the hosts do. Nothing is written to the clone, nothing of
 * its configuration, hooks or attributes has influence, and no network is used.
 *
 * An archive's NAR hash is the one that the host's would have: attributes in the tree are honoured
 * (`export-ignore`, `export-subst`, `eol`, `working-tree-encoding`), submodules are left out, LFS
 * files are pointers. One thing can differ: `export-subst` with `%h`, `%d` or `%(describe)`, whose
 * text depends on which other objects and refs the host has.
 *
 * Commits and tags that are younger than `rev` are still there when they are named.
 *
 * @throws NixproofError ORIGIN_INVALID when there is no such repository or revision, ORIGIN_INCOMPLETE
 *   when a shallow clone has not got the revision, GIT_NOT_FOUND, GIT_FAILED. A request throws
 *   ORIGIN_INCOMPLETE when a partial clone has not got what it needs.
 *
 * @example
 * await using origin = await openGitOrigin(parseOriginFlag('github:pagekey/education=../education@053d41f'))
 */
export async function openGitOrigin(options: GitOriginOptions): Promise<GitOrigin> {
  const { host, owner, repo, path, rev } = options
  const directory = await openTempDir('origin')
  const closing = new AbortController()
  const dispose = async (): Promise<void> => {
    closing.abort(new Error('The origin is closed'))
    await directory[Symbol.asyncDispose]()
  }
  try {
    const replay = await makeReplay({ home: directory.path, signal: closing.signal }, path, rev)
    const ledger = createLedger()
    return {
      name: `${host}:${owner}/${repo} at ${replay.head.slice(0, 12)}`,
      head: replay.head,
      defaultBranch: replay.defaultBranch,
      gitDir: replay.gitDir,
      misses: ledger.misses,
      notes: ledger.notes,
      async answer(request) {
        const route = FORGES[host].route(request, { owner, repo })
        return route && answerRoute(replay, ledger, request, route)
      },
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}
