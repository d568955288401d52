import type { Container } from 'dockerode'
import type { Carriage } from './carriage.ts'
import { openCarrier, type Carrier } from './carrier.ts'

/** A browser and a test ask for one or two connections at a time. */
const SPARE = 2
/** More than so many connections at once are rare, and an idle carrier costs the engine some memory. */
const MAX_WAITING = 4

/** Carries each connection by an exec of its own; some wait, so that a connection need not. */
export function createCarrierPool(container: Container): Carriage {
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

  function fill(count: number): void {
    const missing = closed ? 0 : count - waiting.size
    for (let opened = 0; opened < missing; opened += 1) void open()
  }

  async function take(): Promise<Carrier> {
    fill(1)
    const [carrier] = waiting
    if (closed || carrier === undefined) throw new Error('The tunnel is closed')
    waiting.delete(carrier)
    return carrier
  }

  function give(carrier: Carrier): void {
    if (closed || waiting.size >= MAX_WAITING) return carrier.destroy()
    const opened = all.get(carrier) // Not there any more: it broke in the meantime.
    if (opened) waiting.add(opened)
  }

  fill(SPARE)
  return {
    async carry(client, target) {
      const carrier = await take()
      fill(1)
      if (client.destroyed || (await carrier.carry(client, target))) give(carrier)
    },
    close() {
      closed = true
      for (const carrier of all.keys()) carrier.destroy()
      waiting.clear()
    },
  }
}
