import type { Named } from './_forge.ts'
import type { GitNote } from './_inspect.ts'
import { findMoved } from './_moved.ts'
import { nearest } from './_nearest.ts'
import { nearestRefs } from './_no-revision.ts'
import type { Replay } from './_replay.ts'
import { listTree } from './_tree.ts'

/** Something that was asked for, and that the repository has not got: the host says 404. */
export interface GitMiss {
  readonly url: string
  readonly what: 'revision' | 'path'
  /** The revision or the path, as it was asked for. */
  readonly name: string
  /** Where the path was looked for; only with `what: 'path'`. */
  readonly in?: Named
  /** What is there with a similar name, best first; at most three. */
  readonly nearest: readonly string[]
  /** Where the path is now, when history shows that it was renamed. */
  readonly movedTo?: string
}

/** What an origin remembers of its answers. */
export interface Ledger {
  readonly misses: readonly GitMiss[]
  readonly notes: readonly GitNote[]
  missRevision(replay: Replay, url: URL, name: string): void
  missPath(replay: Replay, url: URL, where: Named, path: string): Promise<void>
  /** Looks at a commit once. */
  note(commit: string, look: () => Promise<readonly GitNote[]>): Promise<void>
}

export function createLedger(): Ledger {
  const misses: GitMiss[] = []
  const notes: GitNote[] = []
  const looked = new Map<string, Promise<void>>()
  const miss = (one: GitMiss): void => {
    // Clients ask more than once.
    if (!misses.some(({ url }) => url === one.url)) misses.push(one)
  }
  return {
    misses,
    notes,
    missRevision(replay, url, name) {
      miss({ url: url.href, what: 'revision', name, nearest: nearestRefs(name, replay.refs) })
    },
    async missPath(replay, url, where, path) {
      if (misses.some(({ url: known }) => known === url.href)) return
      const entries = await listTree(replay, where.commit)
      const movedTo = await findMoved(replay, where.commit, path)
      miss({
        url: url.href,
        what: 'path',
        name: path,
        in: where,
        nearest: nearest(
          path,
          entries.map((entry) => entry.path),
        ),
        ...(movedTo === undefined ? {} : { movedTo }),
      })
    },
    note(commit, look) {
      const known = looked.get(commit)
      if (known) return known
      const looking = look().then((found) => void notes.push(...found))
      looked.set(commit, looking)
      return looking
    },
  }
}
