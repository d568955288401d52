import { readIndex, writeIndex, type RecordedRequest, type Recording } from './_format.ts'
import { keyOf } from './_match.ts'

/** The recordings of a cassette, while it is in use. */
export interface Tape {
  /** All of them, in the order they are kept in. */
  all(): readonly Recording[]
  /** True when the cassette had the request when it was opened. */
  has(request: RecordedRequest): boolean
  /** The next answer to a request: in order, then the last one again and again. */
  next(request: RecordedRequest): Recording | undefined
  /**
   * A place for a new recording, taken when its request came: answers may come in another order.
   * Putting one there replaces what the cassette had of the same request when it was opened, and
   * writes the index.
   */
  place(): (recording: Recording) => Promise<void>
  /** Waits until what was put is written. */
  settled(): Promise<void>
}

/** @throws NixproofError CASSETTE_INVALID */
export async function openTape(directory: string): Promise<Tape> {
  const old = Map.groupBy(await readIndex(directory), ({ request }) => keyOf(request))
  const played = new Map<string, number>()
  const fresh: (Recording | undefined)[] = []

  const all = (): readonly Recording[] => {
    const added = fresh.filter((one) => one !== undefined)
    const replaced = new Set(added.map(({ request }) => keyOf(request)))
    return [...[...old].flatMap(([key, some]) => (replaced.has(key) ? [] : some)), ...added]
  }

  let writing = Promise.resolve()
  let queued: Promise<void> | undefined
  // Many recordings that end at once are written once.
  const save = (): Promise<void> => {
    queued ??= writing = writing
      .catch(() => {})
      .then(() => {
        queued = undefined
        return writeIndex(directory, all())
      })
    return queued
  }

  return {
    all,
    has: (request) => old.has(keyOf(request)),
    next(request) {
      const key = keyOf(request)
      const count = played.get(key) ?? 0
      played.set(key, count + 1)
      const some = old.get(key) ?? []
      return some[Math.min(count, some.length - 1)]
    },
    place() {
      const index = fresh.push(undefined) - 1
      return (recording) => {
        fresh[index] = recording
        return save()
      }
    },
    settled: () => writing,
  }
}
