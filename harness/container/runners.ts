import type { Container } from 'dockerode'
import { openExec, type OpenExec } from './exec.ts'
import { createHeartbeat, type Heartbeat } from './heartbeat.ts'
import { scriptArgv } from './scripts.ts'

/**
 * Execs of scripts/run.sh that wait in a container to be told what to run: the engine takes 60 to
 * 100 ms to start one, and while one runs, the next has that time.
 */
export interface Runners {
  readonly container: Container
  /** Guards whatever waits for the container. */
  readonly heartbeat: Heartbeat
  /**
   * Hands out a runner, which runs one thing.
   *
   * @param restMs How long the machine is left to that before the next one is opened, in
   *   milliseconds. Whoever takes that sooner waits for it.
   */
  take(restMs?: number): Promise<OpenExec>
  /** Whether the container is about to end. */
  readonly closed: boolean
  close(): void
}

export function createRunners(container: Container): Runners {
  let waiting: Promise<OpenExec> | undefined
  let closed = false
  let rest: NodeJS.Timeout | undefined

  function openAhead(): void {
    if (closed || waiting) return
    const opening = open()
    waiting = opening
    const forget = (): void => {
      if (waiting === opening) waiting = undefined
    }
    // Whoever needs one finds out why there is none.
    opening
      .then(({ stream }) => {
        if (closed) stream.destroy()
        // A tutorial may have ended all processes.
        return stream.once('close', forget).resume()
      })
      .catch(forget)
  }

  async function open(): Promise<OpenExec> {
    const opened = await openExec(container, { argv: scriptArgv('run'), input: true })
    // What only waits keeps no process of ours alive.
    opened.stream.unref()
    return opened
  }

  openAhead()
  return {
    container,
    heartbeat: createHeartbeat(container, container),
    async take(restMs = 0) {
      clearTimeout(rest)
      const taken = waiting ?? open()
      waiting = undefined
      const { exec, stream } = await taken
      if (restMs === 0) openAhead()
      else rest = setTimeout(openAhead, restMs).unref()
      stream.ref()
      return { exec, stream }
    },
    get closed() {
      return closed
    },
    close() {
      closed = true
      clearTimeout(rest)
      waiting?.then(({ stream }) => stream.destroy()).catch(() => {})
    },
  }
}
