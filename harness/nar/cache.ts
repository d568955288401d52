import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { config } from '../config.ts'
import type { HashJob, TreeCommit, TreeHash } from './hash-commits.ts'

/** To be raised when the same tree gets another hash, or the lines mean something else. */
const VERSION = 1
/** About 600,000 hashes. */
const MAX_BYTES = 64 * 1024 * 1024

/**
 * Hashes of earlier runs. A tree's id says what is in it, so a hash is right for ever and in every
 * repository; only where `export-subst` is at work does it belong to one commit.
 */
export class HashCache {
  readonly #file: string
  readonly #known: Map<string, string>
  #fresh: string[] = []

  private constructor(file: string, known: Map<string, string>) {
    this.#file = file
    this.#known = known
  }

  static async open({ algorithm, content }: HashJob): Promise<HashCache> {
    const directory = join(config.cacheDir, 'nar', String(VERSION))
    const file = join(directory, `${content}-${algorithm}`)
    await mkdir(directory, { recursive: true })
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    )
    if (size > MAX_BYTES) await rename(file, `${file}.old`)
    const text = await readFile(file, 'latin1').catch(() => '')
    // A line that was cut off when a run was killed does not match, and counts for nothing.
    const lines = text.matchAll(/^([0-9a-f]{40,64}) ([0-9a-f]{32,128}|-)$/gm)
    return new HashCache(
      file,
      new Map([...lines].map(([, key = '', digest = '']) => [key, digest])),
    )
  }

  get({ id, tree }: TreeCommit): TreeHash | undefined {
    const ofTree = this.#known.get(tree)
    const known = ofTree ?? this.#known.get(id)
    if (known === undefined) return undefined
    const digest = known === '-' ? undefined : known
    return { id, tree, digest, ofCommitOnly: ofTree === undefined }
  }

  add({ id, tree, digest, ofCommitOnly }: TreeHash): void {
    const key = ofCommitOnly ? id : tree
    this.#known.set(key, digest ?? '-')
    this.#fresh.push(`${key} ${digest ?? '-'}\n`)
  }

  async save(): Promise<void> {
    if (this.#fresh.length === 0) return
    const lines = this.#fresh.join('')
    this.#fresh = []
    // A line of its own first: what a killed run left behind may not have an end. A cache that
    // cannot be written makes the next run slow, and nothing wrong.
    await appendFile(this.#file, `\n${lines}`).catch(() => {})
  }
}
