import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { runGit, type Git } from '../origin/git/_git.ts'
import type { TreeLister } from './steps.ts'

/**
 * Which paths `git archive` leaves out because of `export-ignore`, as git itself says. Most commits
 * change neither paths nor attributes, and need no new answer.
 */
export class IgnoredPaths {
  readonly #git: Git
  readonly #gitDir: string
  readonly #lister: TreeLister
  readonly #known = new Map<string, ReadonlySet<string>>()

  constructor(git: Git, gitDir: string, lister: TreeLister) {
    this.#git = git
    this.#gitDir = gitDir
    this.#lister = lister
  }

  /** Paths as latin1 text, each byte a character; those of directories end with "/". */
  async of(tree: string, attributes: readonly string[]): Promise<ReadonlySet<string>> {
    const paths = await this.#lister.paths(tree)
    const key = createHash('sha256')
      .update(JSON.stringify([attributes, paths]))
      .digest('base64')
    const known = this.#known.get(key)
    if (known) return known
    const ignored = await this.#ask(tree, paths)
    this.#known.set(key, ignored)
    return ignored
  }

  async #ask(tree: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
    const where = ['--git-dir', this.#gitDir]
    // Attributes are read out of an index; git before 2.40 cannot read them out of a tree.
    const index = join(this.#git.home, `index-${tree}`)
    const env = { GIT_INDEX_FILE: index }
    await runGit(this.#git, [...where, 'read-tree', tree], { env })
    const input = Readable.from([Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1')])
    const args = [...where, 'check-attr', '--cached', '--stdin', '-z', 'export-ignore']
    const fields = (await runGit(this.#git, args, { env, input, encoding: 'latin1' })).split('\0')
    await rm(index)
    const ignored = new Set<string>()
    for (let at = 0; at + 2 < fields.length; at += 3) {
      if (fields[at + 2] === 'set') ignored.add(fields[at]!)
    }
    return ignored
  }
}
