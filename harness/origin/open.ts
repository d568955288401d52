import { config } from '../config.ts'
import { openCassette } from './cassette/open.ts'
import { openGitOrigin, type GitOrigin } from './git/open.ts'
import type { OriginOptions } from './options.ts'
import type { Origin } from './origin.ts'
import { openPassthrough } from './passthrough.ts'
import { openSubstituters } from './substituters.ts'

export interface OpenOrigins extends AsyncDisposable {
  /** In the order in which they are asked. */
  readonly all: readonly Origin[]
  readonly clones: readonly GitOrigin[]
}

/**
 * Opens clones first, then binary caches, then the cassette, then the internet.
 *
 * @throws NixproofError as `openGitOrigin()`, `openCassette()` and `openPassthrough()`.
 */
export async function openOrigins({
  clones,
  network,
  cassette,
  nix,
}: OriginOptions): Promise<OpenOrigins> {
  await using stack = new AsyncDisposableStack()
  const opened: GitOrigin[] = []
  for (const clone of clones) opened.push(stack.use(await openGitOrigin(clone)))
  const all: Origin[] = [...opened]
  const { substituters = [] } = nix ?? {}
  if (substituters.length > 0) all.push(stack.use(await openSubstituters(substituters, config)))
  const internet = network === 'online' ? stack.use(await openPassthrough(config)) : undefined
  if (cassette) {
    const through = internet && { through: internet }
    all.push(stack.use(await openCassette({ ...cassette, ...through })))
  }
  if (internet) all.push(internet)
  const end = stack.move()
  return { all, clones: opened, [Symbol.asyncDispose]: () => end.disposeAsync() }
}
