import type { Engine } from '../engine/find.ts'
import { openEgress, type Egress } from '../origin/egress.ts'
import type { GitOriginOptions } from '../origin/git/flag.ts'
import { openOrigins, type OpenOrigins } from '../origin/open.ts'
import type { OriginOptions } from '../origin/options.ts'

/** What a tutorial's container can reach, and what came of it. */
export interface WayOut extends AsyncDisposable {
  readonly egress: Egress
  readonly origins: OpenOrigins
  readonly clones: readonly GitOriginOptions[]
}

/** @throws NixproofError as `openOrigins()`. */
export async function openWayOut(engine: Engine, options: OriginOptions): Promise<WayOut> {
  await using stack = new AsyncDisposableStack()
  const origins = stack.use(await openOrigins(options))
  const egress = stack.use(await openEgress(engine, origins.all, { nix: options.nix }))
  const end = stack.move()
  return {
    egress,
    origins,
    clones: options.clones,
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  }
}
