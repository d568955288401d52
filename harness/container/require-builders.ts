import { NixproofError } from '../errors.ts'
import type { Builder } from './nix-settings.ts'
import type { StartedNixContainer } from './started-nix-container.ts'

/** A machine that is asleep may be woken up by it. */
const ANSWER_DEADLINE_MS = 60_000
/** What newer Nix says whatever comes of it. */
const NOISE = /^(?:warning: .* deprecated alias .*|Store URL: .*)\n/gm

/**
 * Opens the store of each builder as Nix does for a build. Where that fails Nix builds in the
 * container itself, and says so only among its other words.
 *
 * @throws NixproofError BUILDER_UNAVAILABLE with what Nix and ssh said.
 */
export async function requireBuilders(
  container: StartedNixContainer,
  builders: readonly Builder[],
  signal?: AbortSignal,
): Promise<void> {
  await Promise.all(builders.map((builder) => requireBuilder(container, builder, signal)))
}

async function requireBuilder(
  container: StartedNixContainer,
  { store, host, port }: Builder,
  signal?: AbortSignal,
): Promise<void> {
  // "ping" is "info" by now; Nix 2.8 has the former alone, and all have it.
  const ping = ['store', 'ping', '--store', store]
  const { exitCode, stderr, timedOut } = await container.run(
    ['nix', '--extra-experimental-features', 'nix-command', ...ping],
    { timeoutMs: ANSWER_DEADLINE_MS, ...(signal && { signal }) },
  )
  if (exitCode === 0) return
  const late = `No answer within ${ANSWER_DEADLINE_MS / 1000} s`
  throw new NixproofError('BUILDER_UNAVAILABLE', `Nix cannot build on ${host}:${port}`, {
    wanted: 'A builder whose store Nix can open over ssh; without it, Nix would build here',
    found: [timedOut && late, stderr.replaceAll(NOISE, '').trim()].filter(Boolean).join('\n'),
    next: 'Correct the user, the key and the host key of the builder, or leave it out of the configuration',
  })
}
