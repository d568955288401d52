import { writeFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { askGit, configurationFile, runGit, type Git } from '../origin/git/_git.ts'
import { openTempDir, type TempDir } from '../engine/temp-dir.ts'

/** Lines of a file, counted from 1, both included. Left out: all of it. */
export interface Lines {
  readonly from: number
  readonly to: number
}

/** When something changed last. */
export interface Change {
  readonly repository: string
  /** Left out: it is not committed yet, and newer than everything that is. */
  readonly commit?: string
}

/**
 * Asks git when files and lines of files changed last. Nothing is written, and no configuration but
 * the repository's own is read.
 */
export class Changes implements AsyncDisposable {
  readonly #git: Git
  readonly #abort: AbortController
  readonly #home: TempDir

  private constructor(git: Git, abort: AbortController, home: TempDir) {
    this.#git = git
    this.#abort = abort
    this.#home = home
  }

  static async open(signal?: AbortSignal): Promise<Changes> {
    const home = await openTempDir('git')
    await writeFile(
      configurationFile(home.path),
      '[safe]\n\tdirectory = *\n[core]\n\tfsmonitor = false\n',
    )
    const abort = new AbortController()
    const both = signal ? AbortSignal.any([signal, abort.signal]) : abort.signal
    return new Changes({ home: home.path, signal: both }, abort, home)
  }

  /**
   * Which of two changed last. In one repository the later of two commits is the one that comes from
   * the other; else their dates tell.
   *
   * @returns `undefined` where nobody can tell: not in git, both not committed, or of one commit.
   * @throws NixproofError GIT_NOT_FOUND, GIT_FAILED; the reason of the signal
   */
  async newer(
    one: { readonly file: string; readonly lines?: Lines },
    other: { readonly file: string; readonly lines?: Lines },
  ): Promise<'one' | 'other' | undefined> {
    const [first, second] = await Promise.all([
      this.last(one.file, one.lines),
      this.last(other.file, other.lines),
    ])
    if (!first || !second || first.commit === second.commit) return undefined
    if (first.commit === undefined) return 'one'
    if (second.commit === undefined) return 'other'
    if (first.repository === second.repository) {
      if (await this.#leadsTo(first.repository, first.commit, second.commit)) return 'other'
      if (await this.#leadsTo(first.repository, second.commit, first.commit)) return 'one'
    }
    const [time, otherTime] = await Promise.all([this.#timeOf(first), this.#timeOf(second)])
    return time === otherTime ? undefined : time > otherTime ? 'one' : 'other'
  }

  /**
   * When a file, or lines of it as it is now, changed last.
   *
   * @returns `undefined` for a file that is in no repository
   * @throws as `newer()`
   */
  async last(file: string, lines?: Lines): Promise<Change | undefined> {
    const path = resolve(file)
    const top = await this.#ask(path, 'rev-parse', '--show-toplevel')
    if (top === undefined) return undefined
    const repository = top.replace(/\n$/, '')
    const name = basename(path)
    const tracked = await this.#ask(path, 'ls-tree', '--name-only', 'HEAD', '--', name)
    if (!tracked) return { repository }
    const differs = await this.#ask(path, ...DIFF, 'HEAD', '--', name)
    const before = lines ? linesBefore(differs ?? '', lines) : differs === '' ? 'all' : undefined
    if (before === undefined) return { repository }
    const which = before === 'all' ? ['--', name] : [`-L${before.from},${before.to}:${name}`]
    const commit = await this.#ask(
      path,
      'log',
      '--max-count=1',
      '--no-patch',
      '--format=%H',
      ...which,
    )
    return commit ? { repository, commit: commit.trim() } : undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort()
    await this.#home[Symbol.asyncDispose]()
  }

  /** In the directory of a file; `undefined` where git says no. */
  async #ask(path: string, ...args: readonly string[]): Promise<string | undefined> {
    return askGit(this.#git, ['-C', dirname(path), '--literal-pathspecs', ...args])
  }

  async #leadsTo(repository: string, from: string, to: string): Promise<boolean> {
    const args = ['-C', repository, 'merge-base', '--is-ancestor', from, to]
    return (await askGit(this.#git, args)) !== undefined
  }

  async #timeOf({ repository, commit = '' }: Change): Promise<number> {
    const args = ['-C', repository, 'show', '--no-patch', '--format=%ct', commit]
    return Number(await runGit(this.#git, args))
  }
}

const DIFF = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--unified=0']

/**
 * Where lines were before what a diff without context changes.
 *
 * @returns `undefined` when it changes one of them, or takes one away between them.
 */
export function linesBefore(diff: string, { from, to }: Lines): Lines | undefined {
  let moved = 0
  for (const [, gone = '1', at, came = '1'] of diff.matchAll(HUNK)) {
    const [first, count] = [Number(at), Number(came)]
    // Where nothing came, the line before it is named.
    const inside = count > 0 ? first <= to && first + count > from : first >= from && first < to
    if (inside) return undefined
    if (first < from) moved += Number(gone) - count
  }
  return { from: from + moved, to: to + moved }
}

/** `@@ -from,count +from,count @@`; a count of 1 is left out (diff(1), "Detailed Unified"). */
const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm
