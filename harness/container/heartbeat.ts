import type Docker from 'dockerode'
import type { Container } from 'dockerode'
import { NixproofError } from '../errors.ts'
import { containerPaused, statusOf } from './engine-failure.ts'

/**
 * Looks after the engine while something waits for it. An engine that is frozen, or whose network
 * is gone, keeps its connections open and says nothing: without a look, a command would wait for
 * its own deadline, many minutes away.
 */
export interface Heartbeat {
  /**
   * Waits for a promise, and no longer than the engine answers and the container is not paused.
   *
   * @throws NixproofError ENGINE_LOST within 15 s, CONTAINER_FAILED for a container that is paused
   *   for as long.
   */
  guard<T>(waiting: Promise<T>): Promise<T>
}

/** Between two looks. Milliseconds. */
const BEAT_MS = 3000
/** An engine under load answers later, but not as late as this; and it is asked twice. */
const ANSWER_MS = 5000
const MOST_MISSES = 2
/** `docker commit` pauses a container for seconds, and that is no failure. */
const MOST_PAUSED = 4
const PAUSED = `Somebody has paused it, ${(MOST_PAUSED * BEAT_MS) / 1000} s ago by now`

/** @param container Whose pauses count too, once there is one. */
export function createHeartbeat(engine: Asked, container?: Container): Heartbeat {
  let watch: Watch | undefined
  let guarded = 0
  // What was lost once is asked at once, and once: whoever tidies up then need not wait as long.
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

/** An engine, or something of it. */
type Asked = Pick<Docker, 'modem'>

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
  let misses = memory.lost ? MOST_MISSES - 1 : 0
  let paused = 0

  async function look(): Promise<void> {
    const answered = await answers(engine)
    misses = answered ? 0 : misses + 1
    if (container && answered) paused = (await isPaused(container)) ? paused + 1 : 0
    if (stopped) return
    memory.lost = misses >= MOST_MISSES
    if (memory.lost) reject(silentEngine())
    else if (container && paused >= MOST_PAUSED) reject(containerPaused(PAUSED))
    else beat(misses > 0 ? 0 : BEAT_MS)
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

/** Whether the engine answers in time; what it says does not matter here. */
function answers({ modem }: Asked): Promise<boolean> {
  return new Promise((resolve) => {
    const abortSignal = AbortSignal.timeout(ANSWER_MS)
    // An abort does not end a connection that is still being made by ssh.
    abortSignal.addEventListener('abort', () => resolve(false), { once: true })
    const statusCodes = { 200: true }
    modem.dial({ path: '/_ping', method: 'GET', abortSignal, statusCodes }, (error: unknown) => {
      resolve(error === null || statusOf(error) !== undefined)
    })
  })
}

async function isPaused(container: Container): Promise<boolean> {
  const abortSignal = AbortSignal.timeout(ANSWER_MS)
  return container.inspect({ abortSignal }).then(
    ({ State }) => State.Paused,
    () => false, // It may be gone: whoever waits for it is told by the connection.
  )
}

function silentEngine(): NixproofError {
  return new NixproofError('ENGINE_LOST', 'The engine does not answer any more', {
    wanted: `An answer within ${ANSWER_MS / 1000} s, at any time`,
    found: `None, ${MOST_MISSES} times in a row`,
    next: 'See that the engine runs and is not stopped or overloaded: nixproof doctor',
  })
}
