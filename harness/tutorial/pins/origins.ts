import { NixproofError } from '../../errors.ts'
import { Repository } from '../../git/repository.ts'
import type { GitOriginOptions } from '../../origin/git/flag.ts'
import type { PinOrigin } from './judge.ts'
import { nameOf, sameRepository } from './url.ts'

export interface PinOrigins extends AsyncDisposable {
  readonly origins: readonly PinOrigin[]
}

/**
 * Opens clones, to judge pins against them.
 *
 * @throws NixproofError USAGE, ORIGIN_INVALID, ORIGIN_INCOMPLETE, GIT_NOT_FOUND
 */
export async function openPinOrigins(
  clones: readonly GitOriginOptions[],
  signal: AbortSignal,
): Promise<PinOrigins> {
  await using stack = new AsyncDisposableStack()
  const origins: PinOrigin[] = []
  for (const { host, owner, repo, path, rev } of clones) {
    const named = { host, owner, repo }
    if (origins.some((other) => sameRepository(other.named, named))) {
      throw new NixproofError('USAGE', `There are two origins for ${nameOf(named)}`, {
        wanted: 'One clone for each repository',
        found: `"${path}" besides another`,
        next: 'Leave one of them out',
      })
    }
    const repository = stack.use(await Repository.open(path, rev, signal))
    origins.push({ named, repository })
  }
  const open = stack.move()
  return { origins, [Symbol.asyncDispose]: () => open.disposeAsync() }
}
