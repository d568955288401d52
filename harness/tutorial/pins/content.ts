import { createHash } from 'node:crypto'
import { ObjectReader } from '../../git/objects.ts'
import type { Commit, Repository } from '../../git/repository.ts'
import { CLOSE, EXECUTABLE, MAGIC, padding, REGULAR, sizeOf } from '../../nar/format.ts'
import { hashTrees, type HashTreesOptions } from '../../nar/hash-trees.ts'
import type { Content as TreeContent } from '../../nar/hash-commits.ts'
import type { Algorithm } from '../../nar/notation.ts'

/** What a pin fetches, at whatever commit. */
export interface Fetched {
  /** Ids that say where the content is the same, and where there is none. */
  readonly contents: (commits: readonly Commit[]) => Promise<(string | undefined)[]>
  /** Its hashes; `undefined` where there is none, or where none can be told. */
  readonly digests: (commits: readonly Commit[]) => Promise<(Buffer | undefined)[]>
}

/** Commits themselves, where nothing is hashed. */
export const everyCommit: Pick<Fetched, 'contents'> = {
  contents: async (commits) => commits.map(({ id }) => id),
}

export type FileForm = 'flat' | 'nar' | 'executable'

/** A file at a path: one hash for each different blob. */
export function fileContent(
  repository: Repository,
  path: string,
  form: FileForm,
  algorithm: Algorithm,
): Fetched {
  const known = new Map<string, Buffer>()
  const contents = (commits: readonly Commit[]): Promise<(string | undefined)[]> =>
    repository.filesAt(
      path,
      commits.map(({ id }) => id),
    )
  const digests = async (commits: readonly Commit[]): Promise<(Buffer | undefined)[]> => {
    const ids = await contents(commits)
    using objects = new ObjectReader(repository.gitDir)
    for (const id of new Set(ids)) {
      if (id !== undefined && !known.has(id)) {
        known.set(id, await hashFile(objects, id, form, algorithm))
      }
    }
    return ids.map((id) => (id === undefined ? undefined : known.get(id)))
  }
  return { contents, digests }
}

/** All of a revision: one NAR hash for each different tree. */
export function treeContent(
  repository: Repository,
  content: TreeContent,
  algorithm: Algorithm,
  options: HashTreesOptions,
): Fetched {
  const { gitDir, replay } = repository
  const job = { git: { home: replay.git.home }, gitDir, algorithm, content }
  return {
    contents: async (commits) => commits.map(({ tree }) => tree),
    digests: async (commits) => {
      const hashes = await hashTrees(job, commits, options)
      return commits.map(({ id }) => {
        const digest = hashes.get(id)?.digest
        return digest === undefined ? undefined : Buffer.from(digest, 'hex')
      })
    },
  }
}

async function hashFile(
  objects: ObjectReader,
  id: string,
  form: FileForm,
  algorithm: Algorithm,
): Promise<Buffer> {
  const hash = createHash(algorithm)
  let size = 0
  await objects.stream(
    id,
    (header) => {
      size = header.size
      if (form === 'flat') return
      hash
        .update(MAGIC)
        .update(form === 'executable' ? EXECUTABLE : REGULAR)
        .update(sizeOf(size))
    },
    (chunk) => hash.update(chunk),
  )
  if (form !== 'flat') hash.update(padding(size)).update(CLOSE)
  return hash.digest()
}
