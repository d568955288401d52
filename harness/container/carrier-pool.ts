import type { Container } from 'dockerode'
import { openCarrier, type Carrier } from './carrier.ts'

/** Carriers that wait, so that a connection need not. */
export interface CarrierPool {
  take(): Promise<Carrier>
  /** Gives back a carrier that can carry again. */
  give(carrier: Carrier): void
  /** Opens carriers until `count` are waiting. */
  fill(count: number): void
  close(): void
}

/** More than so many connections at once are rare, and an idle carrier costs the engine some memory. */
const MAX_WAITING = 4

export function createCarrierPool(container: Container): CarrierPool {
  const waiting = new Set<Promise<Carrier>>()
  const all = new Map<Carrier, Promise<Carrier>>()
  let closed = false

  async function open(): Promise<void> {
    const opening = openCarrier(container)
    waiting.add(opening)
    try {
      const carrier = await opening
      if (closed) return carrier.destroy()
      all.set(carrier, opening)
      carrier.onceClosed(() => {
        all.delete(carrier)
        waiting.delete(opening)
      })
    } catch {
      waiting.delete(opening) // The error is for the one who takes it.
    }
  }

  return {
    async take() {
      if (waiting.size === 0) void open()
      const [carrier] = waiting
      if (closed || carrier === undefined) throw new Error('The tunnel is closed')
      waiting.delete(carrier)
      return carrier
    },
    give(carrier) {
      if (closed || waiting.size >= MAX_WAITING) return carrier.destroy()
      const opened = all.get(carrier) // Not there any more: it broke in the meantime.
      if (opened) waiting.add(opened)
    },
    fill(count) {
      const missing = closed ? 0 : count - waiting.size
      for (let opened = 0; opened < missing; opened += 1) void open()
    },
    close() {
      closed = true
      for (const carrier of all.keys()) carrier.destroy()
      waiting.clear()
    },
  }
}
