import type { Container } from 'dockerode'
import { NixproofError } from '../errors.ts'
import { answers, type Asked, type Patience } from './_answers.ts'
import { containerPaused } from './engine-failure.ts'

/**
 * Looks after the engine while something waits for it. An engine that is frozen, or whose network
 * is gone, keeps its connections open and says nothing: without a look, a command would wait for
 * its own deadline, many minutes away.
 */
export interface Heartbeat {
  /**
   * Waits for a promise, and no longer than the engine answers and the container is not paused.
   *
   * @throws NixproofError ENGINE_LOST within 10 s, CONTAINER_FAILED for a container that is paused
   *   for as long.
   */
  guard<T>(waiting: Promise<T>): Promise<T>
}

/** Between two looks. Milliseconds. */
const BEAT_MS = 2000
/** An engine under load answers late, but not as late as this. */
const PATIENTLY: Patience = { turns: 2, turnMs: 3000 }
const SHORTLY: Patience = { turns: 1, turnMs: 1000 }
/** `docker commit` pauses a container for seconds, and that is no failure. */
const MOST_PAUSED = 4
const PAUSED = `Somebody has paused it, for more than ${((MOST_PAUSED - 1) * BEAT_MS) / 1000} s by now`
const INSPECT_DEADLINE_MS = 5000

/** @param container Whose pauses count too, once there is one. */
export function createHeartbeat(engine: Asked, container?: Container): Heartbeat {
  let watch: Watch | undefined
  let guarded = 0
  // What was lost once is asked at once, and shortly: whoever tidies up then need not wait as long.
  const memory = { lost: false }
  return {
    async guard(waiting) {
      waiting.catch(() => {}) // Nobody may be left to wait for it.
      guarded += 1
      watch ??= startWatch(engine, container, memory)
      const { lost } = watch
      try {
        return await Promise.race([waiting, lost])
      } finally {
        guarded -= 1
        if (guarded === 0) {
          watch?.stop()
          watch = undefined
        }
      }
    },
  }
}

interface Watch {
  readonly lost: Promise<never>
  stop(): void
}

function startWatch(
  engine: Asked,
  container: Container | undefined,
  memory: { lost: boolean },
): Watch {
  const { promise: lost, reject } = Promise.withResolvers<never>()
  lost.catch(() => {})
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let paused = 0

  async function look(): Promise<void> {
    const answered = await answers(engine, memory.lost ? SHORTLY : PATIENTLY)
    if (container && answered) paused = (await isPaused(container)) ? paused + 1 : 0
    if (stopped) return
    memory.lost = !answered
    if (memory.lost) reject(silentEngine())
    else if (container && paused >= MOST_PAUSED) reject(containerPaused(PAUSED))
    else beat(BEAT_MS)
  }

  function beat(afterMs: number): void {
    timer = setTimeout(() => void look(), afterMs).unref()
  }

  beat(memory.lost ? 0 : BEAT_MS)
  return {
    lost,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

async function isPaused(container: Container): Promise<boolean> {
  const abortSignal = AbortSignal.timeout(INSPECT_DEADLINE_MS)
  return container.inspect({ abortSignal }).then(
    ({ State }) => State.Paused,
    () => false, // It may be gone: whoever waits for it is told by the connection.
  )
}

function silentEngine(): NixproofError {
  return new NixproofError('ENGINE_LOST', 'The engine does not answer any more', {
    wanted: `An answer within ${(PATIENTLY.turns * PATIENTLY.turnMs) / 1000} s, at any time`,
    found: `None, though it was asked ${PATIENTLY.turns} times`,
    next: 'See that the engine runs and is not stopped or overloaded: nixproof doctor',
  })
}
