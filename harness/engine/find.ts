import { connect, type Engine } from './connect.ts'
import { engineNotReached } from './advice.ts'
import type { Failure, Way } from './ways.ts'

export type { Engine } from './connect.ts'

/** A socket answers in milliseconds or not at all. */
const SOCKET_DEADLINE_MS = 2000
/** An engine set on purpose may be far away, behind an ssh handshake. */
const PURPOSE_DEADLINE_MS = 15_000

/**
 * Finds the engine: the first way that answers, or why each of them does not.
 *
 * @throws NixproofError ENGINE_NOT_FOUND when an engine that was set on purpose does not answer.
 */
export async function searchEngine(
  ways: readonly Way[],
  signal?: AbortSignal,
): Promise<Engine | readonly Failure[]> {
  const failures: Failure[] = []
  for (const way of ways.filter(({ onPurpose }) => onPurpose)) {
    const result = await attempt(way, PURPOSE_DEADLINE_MS, signal)
    signal?.throwIfAborted()
    if (isEngine(result)) return result
    throw engineNotReached(result)
  }
  // All at once, so that a socket which hangs costs its deadline once; the order still decides.
  const attempts = ways.map((way) => attempt(way, SOCKET_DEADLINE_MS, signal))
  for (const pending of attempts) {
    const result = await pending
    signal?.throwIfAborted()
    if (isEngine(result)) return result
    failures.push(result)
  }
  return failures
}

/** A way, and what came of trying it. */
export interface Tried {
  readonly way: Way
  readonly result: Engine | Failure
}

/** Tries every way, also after one has led to an engine. */
export function tryWays(ways: readonly Way[]): Promise<Tried[]> {
  return Promise.all(
    ways.map(async (way) => {
      const deadlineMs = way.onPurpose ? PURPOSE_DEADLINE_MS : SOCKET_DEADLINE_MS
      return { way, result: await attempt(way, deadlineMs, undefined) }
    }),
  )
}

export function isEngine(result: Engine | Failure | readonly Failure[]): result is Engine {
  return 'docker' in result
}

/** Never rejects: several are under way at once, and only one is awaited at a time. */
async function attempt(
  { name, address }: Way,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<Engine | Failure> {
  if (typeof address === 'string') return { way: name, reason: address }
  try {
    return await connect(address, name, deadlineMs, signal)
  } catch (error) {
    return { way: name, reason: error instanceof Error ? error.message : String(error) }
  }
}
