import { NixproofError } from '../errors.ts'
import { Repository } from '../git/repository.ts'
import { parseOriginFlag } from '../origin/git/flag.ts'
import type { PinOrigin } from '../tutorial/pins/judge.ts'
import { nameOf, sameRepository } from '../tutorial/pins/url.ts'

export interface OpenOrigins extends AsyncDisposable {
  readonly origins: readonly PinOrigin[]
}

/**
 * Opens the clones that `--origin` names.
 *
 * @throws NixproofError USAGE, ORIGIN_INVALID, ORIGIN_INCOMPLETE, GIT_NOT_FOUND
 */
export async function openOrigins(
  flags: readonly string[],
  signal: AbortSignal,
): Promise<OpenOrigins> {
  await using stack = new AsyncDisposableStack()
  const origins: PinOrigin[] = []
  for (const flag of flags) {
    const { host, owner, repo, path, rev } = parseOriginFlag(flag)
    const named = { host, owner, repo }
    if (origins.some((other) => sameRepository(other.named, named))) {
      throw new NixproofError('USAGE', `There are two origins for ${nameOf(named)}`, {
        wanted: 'One clone for each repository',
        found: `"${flag}" besides another`,
        next: 'Leave one of them out',
      })
    }
    const repository = stack.use(await Repository.open(path, rev, signal))
    origins.push({ named, repository })
  }
  const open = stack.move()
  return { origins, [Symbol.asyncDispose]: () => open.disposeAsync() }
}
