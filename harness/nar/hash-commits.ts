import { ObjectReader } from '../git/objects.ts'
import type { Git } from '../origin/git/_git.ts'
import { hashArchive } from './archive.ts'
import { AttributeReader } from './attributes.ts'
import { IgnoredPaths } from './ignored.ts'
import type { Algorithm } from './notation.ts'
import { TreeLister } from './steps.ts'
import { TreeHasher } from './tree-hasher.ts'

/** What of a commit is hashed: what a host's archive of it has, or what a checkout of it has. */
export type Content = 'archive' | 'checkout'

export interface HashJob {
  readonly git: Omit<Git, 'signal'>
  readonly gitDir: string
  readonly algorithm: Algorithm
  readonly content: Content
}

export interface TreeCommit {
  readonly id: string
  readonly tree: string
}

export interface TreeHash {
  readonly id: string
  readonly tree: string
  /** Base 16; `undefined` for a checkout that attributes or submodules make differ from its tree. */
  readonly digest: string | undefined
  /** True when another commit with the same tree may have another hash (`export-subst`). */
  readonly ofCommitOnly: boolean
}

/** The NAR hashes of what commits contain, in their order; neighbours should be alike. */
export async function* hashCommits(
  { git, gitDir, algorithm, content }: HashJob,
  commits: AsyncIterable<TreeCommit> | Iterable<TreeCommit>,
  signal: AbortSignal,
): AsyncGenerator<TreeHash> {
  using objects = new ObjectReader(gitDir)
  const runnable = { ...git, signal }
  let tools: Tools | undefined
  for await (const { id, tree } of commits) {
    const { lister, hasher, attributes, ignored } = (tools ??= makeTools(tree.length / 2))
    const listing = await lister.list(tree)
    const effect = await attributes.effect(listing.attributes)
    // A checkout has what is in the submodules, too, and that is in other repositories.
    const isCheckout = content === 'checkout'
    const asIs = isCheckout ? effect !== 'content' && !listing.submodules : effect === 'none'
    let digest: Buffer | undefined
    if (asIs) digest = await hasher.hash(listing.steps)
    else if (!isCheckout && effect === 'archive') {
      const paths = await ignored.of(tree, listing.attributes)
      digest = await hasher.hash((await lister.without(tree, paths)).steps)
    } else if (!isCheckout) {
      digest = await hashArchive(runnable, gitDir, id, algorithm)
    }
    const ofCommitOnly = !isCheckout && effect !== 'none' && effect !== 'archive'
    yield { id, tree, digest: digest?.toString('hex'), ofCommitOnly }
  }

  function makeTools(idBytes: number): Tools {
    const lister = new TreeLister(objects, idBytes)
    return {
      lister,
      hasher: new TreeHasher(objects, algorithm),
      attributes: new AttributeReader(objects),
      ignored: new IgnoredPaths(runnable, gitDir, lister),
    }
  }
}

interface Tools {
  readonly lister: TreeLister
  readonly hasher: TreeHasher
  readonly attributes: AttributeReader
  readonly ignored: IgnoredPaths
}
