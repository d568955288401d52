import { inspectCommit, type GitNote } from '../origin/git/_inspect.ts'
import { runGit } from '../origin/git/_git.ts'
import { openTempDir, type TempDir } from '../engine/temp-dir.ts'
import { findMoved } from '../origin/git/_moved.ts'
import { nearest } from '../origin/git/_nearest.ts'
import { nearestRefs } from '../origin/git/_no-revision.ts'
import { makeReplay, type Replay } from '../origin/git/_replay.ts'
import { resolveRevision, splitTarget } from '../origin/git/_resolve.ts'
import { listTree } from '../origin/git/_tree.ts'

/** A commit of a history, with what it is about. */
export interface Commit {
  readonly id: string
  readonly tree: string
  /** Seconds since 1970: when it came to be on its branch, as far as git knows (committer date). */
  readonly time: number
}

/** What a revision means in a repository. */
export interface Resolved {
  readonly commit: string
  /** Its short name, when it is a branch: the next push makes it mean another commit. */
  readonly branch: string | undefined
}

/** A clone, to look things up in. It is never written to, and nothing is fetched. */
export class Repository implements AsyncDisposable {
  readonly replay: Replay
  readonly #home: TempDir
  readonly #abort: AbortController

  private constructor(replay: Replay, home: TempDir, abort: AbortController) {
    this.replay = replay
    this.#home = home
    this.#abort = abort
  }

  /**
   * @param rev what the default branch points at; default: where the clone has it
   * @throws NixproofError ORIGIN_INVALID, ORIGIN_INCOMPLETE, GIT_NOT_FOUND or GIT_FAILED
   */
  static async open(path: string, rev?: string, signal?: AbortSignal): Promise<Repository> {
    const home = await openTempDir('git')
    const abort = new AbortController()
    try {
      const both = signal ? AbortSignal.any([signal, abort.signal]) : abort.signal
      return new Repository(
        await makeReplay({ home: home.path, signal: both }, path, rev),
        home,
        abort,
      )
    } catch (error) {
      await home[Symbol.asyncDispose]()
      throw error
    }
  }

  get gitDir(): string {
    return this.replay.gitDir
  }

  /** True when the clone has only the newest part of the history. */
  get shallow(): boolean {
    return this.replay.clone.shallow
  }

  /** @returns `undefined` for a revision that the repository does not have */
  async resolve(name: string): Promise<Resolved | undefined> {
    const found = await resolveRevision(this.replay, name)
    if (!found) return undefined
    if ('ambiguous' in found) return this.resolve(found.ambiguous[0]!)
    return { commit: found.commit, branch: this.#branchOf(name) }
  }

  /** Where the revision ends and the path begins in `main/a/b.nix`. */
  async split(rest: string): Promise<{ revision: string; path: string }> {
    return splitTarget(this.replay, rest)
  }

  nearestRefs(rev: string): readonly string[] {
    return nearestRefs(rev, this.replay.refs)
  }

  /** Where a path of old lives now, when history shows that it was renamed. */
  async movedTo(commit: string, path: string): Promise<string | undefined> {
    return findMoved(this.replay, commit, path)
  }

  /** Files with a similar path, for one that never was there. */
  async nearestPaths(commit: string, path: string): Promise<readonly string[]> {
    const entries = await listTree(this.replay, commit)
    return nearest(
      path,
      entries.map((entry) => entry.path),
    )
  }

  /**
   * What a branch has pointed at, oldest first. Where several commits were pushed at once the ones
   * in between are counted too: git does not remember pushes.
   */
  async chain(commit: string, since?: string): Promise<Commit[]> {
    return (await this.#log(['--first-parent', ...sinceArgs(since), commit])).toReversed()
  }

  /** Every commit that some branch or tag leads to, oldest first. */
  async everyCommit(since?: string): Promise<Commit[]> {
    const commits = await this.#log(['--all', ...sinceArgs(since)])
    return commits.toSorted((a, b) => a.time - b.time)
  }

  /** Ids of the files at a path, commit by commit; `undefined` where there is none. */
  async filesAt(path: string, commits: readonly string[]): Promise<(string | undefined)[]> {
    if (/[\n\r]/.test(path)) return commits.map(() => undefined)
    const input = commits.map((commit) => `${commit}:${path}\n`).join('')
    const answer = await this.#git(['cat-file', '--batch-check=%(objecttype) %(objectname)'], input)
    return answer
      .split('\n')
      .slice(0, commits.length)
      .map((line) => (line.startsWith('blob ') ? line.slice('blob '.length) : undefined))
  }

  async treeOf(commit: string): Promise<string> {
    return (await this.#git(['rev-parse', '--verify', `${commit}^{tree}`])).trim()
  }

  /** What is in a commit that an archive of it has not: submodules, files kept by Git LFS. */
  async notes(commit: string): Promise<readonly GitNote[]> {
    return inspectCommit(this.replay, commit)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort()
    await this.#home[Symbol.asyncDispose]()
  }

  async #log(args: readonly string[]): Promise<Commit[]> {
    const log = await this.#git(['log', '--format=%H %T %ct', ...args])
    return log
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [id = '', tree = '', time] = line.split(' ')
        return { id, tree, time: Number(time) }
      })
  }

  async #git(args: readonly string[], input?: string): Promise<string> {
    const where = ['--git-dir', this.gitDir]
    return runGit(this.replay.git, [...where, ...args], input === undefined ? {} : { input })
  }

  #branchOf(name: string): string | undefined {
    const { refs, defaultBranch } = this.replay
    if (name === 'HEAD') return defaultBranch
    const short = name.replace(/^refs\/heads\//, '')
    return refs.has(`refs/heads/${short}`) ? short : undefined
  }
}

function sinceArgs(since: string | undefined): string[] {
  return since === undefined ? [] : [`--since=${since}`]
}
