import type { Commit, Repository } from '../../git/repository.ts'
import type { Fetched } from './content.ts'
import type { Archaeology } from './judgement.ts'
import type { PinnedHash } from './pin.ts'
import { runsWhere } from './timeline.ts'

/**
 * Which commits a hash does fit: on the branch up to a commit, else anywhere.
 *
 * @returns `undefined` for a hash that stands for nothing
 */
export async function dig(
  repository: Repository,
  hash: PinnedHash,
  { digests }: Fetched,
  commit: string,
  since: string | undefined,
): Promise<Archaeology | undefined> {
  if (hash.state !== 'given') return undefined
  const fits = async (commits: readonly Commit[]): Promise<boolean[]> =>
    (await digests(commits)).map((digest) => digest?.equals(hash.hash.digest) ?? false)
  const partial = repository.shallow || since !== undefined
  const chain = await repository.chain(commit, since)
  const onBranch = await fits(chain)
  const runs = runsWhere(chain, (index) => onBranch[index]!)
  if (runs.length > 0) return { commits: chain.length, partial, runs, elsewhere: undefined }
  const all = await repository.everyCommit(since)
  const anywhere = await fits(all)
  const matching = all.filter((_, index) => anywhere[index])
  const [first, last] = [matching[0], matching.at(-1)]
  const elsewhere = first && last && { first, last, commits: matching.length }
  return { commits: Math.max(all.length, chain.length), partial, runs, elsewhere }
}
