import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { statusOf } from './engine-failure.ts'

/** An engine, or something of it. */
export type Asked = Pick<Docker, 'modem'>

/** How often an engine is asked, and how long after each time it is waited for. */
export interface Patience {
  readonly turns: number
  readonly turnMs: number
}

/**
 * Whether an engine answers; what it says does not matter. It is asked on connections of their own,
 * and an answer to any of them will do, also a late one.
 */
export async function answers(engine: Asked, { turns, turnMs }: Patience): Promise<boolean> {
  const asking = new AbortController()
  const asked: Promise<true>[] = []
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      asked.push(ping(engine, asking.signal))
      const answer = Promise.any(asked).catch(() => false)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (await Promise.race([answer, pause(turnMs, asking.signal)])) return true
    }
    return false
  } finally {
    asking.abort()
  }
}

/** A process that was held up reads, in the next turn, what has arrived meanwhile. */
function pause(ms: number, signal: AbortSignal): Promise<false> {
  return sleep(ms, false as const, { ref: false, signal }).catch(() => false as const)
}

/** @throws when there is no answer. */
function ping({ modem }: Asked, abortSignal: AbortSignal): Promise<true> {
  return new Promise((resolve, reject) => {
    // An abort does not end a connection that is still being made by ssh; nobody waits for that.
    const options = { path: '/_ping', method: 'GET', abortSignal, statusCodes: { 200: true } }
    modem.dial(options, (error: unknown) => {
      if (error === null || statusOf(error) !== undefined) resolve(true)
      else reject(error)
    })
  })
}
