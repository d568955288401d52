import type { Container } from 'dockerode'
import { openExec, type OpenExec } from './exec.ts'
import { createHeartbeat, type Heartbeat } from './heartbeat.ts'
import { scriptArgv } from './scripts.ts'

/**
 * Execs of scripts/run.sh that wait in a container to be told what to run: the engine takes 60 to
 * 100 ms to start one, and as much of a processor. One that is done with a thing waits for the next.
 */
export interface Runners {
  readonly container: Container
  /** Guards whatever waits for the container. */
  readonly heartbeat: Heartbeat
  /**
   * Hands out a runner, which runs one thing. When none is left that waits, another is opened.
   *
   * @param restMs How long the machine is left to that thing before, in milliseconds. Whoever takes
   *   one sooner waits for it.
   */
  take(restMs?: number): Promise<OpenExec>
  /** Takes back a runner that can run another thing. */
  give(runner: OpenExec): void
  /** Whether the container is about to end. */
  readonly closed: boolean
  close(): void
}

/** A command, and what looks after it. */
const MAX_WAITING = 2
/** The first thing of all is waited for by everybody, and is left to its start. */
const FIRST_REST_MS = 150

export function createRunners(container: Container): Runners {
  const waiting = new Map<OpenExec, () => void>()
  let opening: Promise<OpenExec> | undefined
  let closed = false
  let rest: NodeJS.Timeout | undefined
  let leastRestMs = FIRST_REST_MS

  function openAhead(): void {
    if (closed || opening || waiting.size > 0) return
    const mine = open()
    opening = mine
    const forget = (): void => {
      if (opening === mine) opening = undefined
    }
    // Whoever needs one finds out why there is none.
    mine
      .then((runner) => opening === mine && wait(runner))
      .catch(() => {})
      .finally(forget)
  }

  function open(): Promise<OpenExec> {
    return openExec(container, { argv: scriptArgv('run'), input: true })
  }

  function wait(runner: OpenExec): void {
    const { stream } = runner
    if (closed || stream.destroyed || waiting.size >= MAX_WAITING) return void stream.destroy()
    // A tutorial may have ended all processes.
    const forget = (): void => void waiting.delete(runner)
    waiting.set(runner, forget)
    // What only waits keeps no process of ours alive.
    stream.on('close', forget).on('error', ignore).resume().unref()
  }

  function takeOne(): OpenExec | Promise<OpenExec> {
    for (const [runner, forget] of waiting) {
      waiting.delete(runner)
      runner.stream.off('close', forget).off('error', ignore).ref()
      return runner
    }
    const taken = opening ?? open()
    opening = undefined
    return taken
  }

  openAhead()
  return {
    container,
    heartbeat: createHeartbeat(container, container),
    async take(restMs = 0) {
      clearTimeout(rest)
      const taken = takeOne()
      const leftMs = Math.max(restMs, leastRestMs)
      leastRestMs = 0
      if (leftMs === 0) openAhead()
      else rest = setTimeout(openAhead, leftMs).unref()
      return taken
    },
    give: wait,
    get closed() {
      return closed
    },
    close() {
      closed = true
      clearTimeout(rest)
      opening?.then(({ stream }) => stream.destroy()).catch(() => {})
      for (const { stream } of waiting.keys()) stream.destroy()
    },
  }
}

function ignore(): void {}
