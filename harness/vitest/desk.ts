import { randomUUID } from 'node:crypto'
import { BroadcastChannel } from 'node:worker_threads'
import { createBirpc, type BirpcReturn } from 'birpc'
import type { Checker, Verdict } from '../tutorial/verdict.ts'

interface Questions {
  begin(key: string): Promise<void>
  check(key: string, index: number, ticket: string): Promise<Verdict>
  abort(ticket: string): void
  close(key: string): void
}

interface Message {
  readonly from: 'desk' | 'visitor'
  readonly message: unknown
}

/**
 * Lets test threads have their checks done in this thread, which starts the containers while they
 * load; and what talks to an engine is loaded once, here.
 *
 * @param checkers Who does the checks, by the plan's file, or by {@link deskKey} where there are cells.
 * @returns The name that {@link visitDesk} takes.
 */
export function openDesk(
  checkers: ReadonlyMap<string, Checker>,
): Disposable & { readonly name: string } {
  const name = `nixproof-${randomUUID()}`
  const channel = new BroadcastChannel(name).unref()
  const aborts = new Map<string, AbortController>()
  connect<object, Questions>(channel, 'desk', {
    begin: async (key) => checkerOf(key).begin?.(),
    async check(key, index, ticket) {
      const abort = new AbortController()
      aborts.set(ticket, abort)
      try {
        return await checkerOf(key).check(index, abort.signal)
      } finally {
        aborts.delete(ticket)
      }
    },
    abort: (ticket) => aborts.get(ticket)?.abort(),
    // Whoever opened the desk closes them all, and hears what goes wrong.
    close: (key) =>
      void checkerOf(key)
        .close()
        .catch(() => {}),
  })
  return { name, [Symbol.dispose]: () => channel.close() }

  function checkerOf(key: string): Checker {
    const checker = checkers.get(key)
    if (checker) return checker
    throw new Error(`Nobody does the checks of ${key}`)
  }
}

/** Whose checks they are, where a file is done once in each cell. */
export function deskKey(file: string, cell: string): string {
  return `${cell}\n${file}`
}

/** Who does the checks of a plan, for a test thread. */
export function visitDesk(name: string, key: string): Checker {
  const channel = new BroadcastChannel(name).unref()
  const desk = connect<Questions, object>(channel, 'visitor', {})
  return {
    begin: () => desk.begin(key),
    check(index, signal) {
      const ticket = randomUUID()
      signal.addEventListener('abort', () => void desk.abort.asEvent(ticket), { once: true })
      return desk.check(key, index, ticket)
    },
    async close() {
      await desk.close.asEvent(key)
      channel.close()
    },
  }
}

function connect<Remote extends object, Local extends object>(
  channel: BroadcastChannel,
  from: Message['from'],
  functions: Local,
): BirpcReturn<Remote, Local> {
  return createBirpc<Remote, Local>(functions, {
    post: (message: unknown) => channel.postMessage({ from, message }),
    on: (receive) => {
      channel.addEventListener('message', (event) => {
        const heard = (event as MessageEvent).data as Message
        // Visitors hear one another.
        if (heard.from !== from) receive(heard.message)
      })
    },
    // Each step has a deadline of its own.
    timeout: -1,
  })
}
