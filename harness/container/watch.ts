import { parseSocketAddress, type SocketAddress } from './listening.ts'

/** A socket that listens inside the container, and whose it is. */
export interface Listener extends SocketAddress {
  /** In the container; 0 when no process there has it. */
  readonly pid: number
  /** The command line of a process that is not ours. */
  readonly command?: string
}

/** What scripts/run.sh has seen so far. */
export interface Sightings {
  /** When the program was started, in milliseconds of `performance.now()`. */
  startedAt: number
  /** The directory to run in does not exist. */
  nowhere: boolean
  /** Who had a wanted port before the program was started. */
  taken: Listener | undefined
  /** Sockets of the program. */
  readonly own: Listener[]
  /** Sockets of other programs. */
  readonly others: Listener[]
}

export interface Watch {
  readonly seen: Sightings
  /** Resolves when the program listens: on all wanted ports, in their order, or on any. */
  readonly ready: Promise<readonly Listener[]>
  readonly onRecord: (words: readonly string[]) => void
}

export function createWatch(wanted: readonly number[]): Watch {
  const seen: Sightings = {
    startedAt: performance.now(),
    nowhere: false,
    taken: undefined,
    own: [],
    others: [],
  }
  const ready = Promise.withResolvers<readonly Listener[]>()
  return {
    seen,
    ready: ready.promise,
    onRecord([kind, ...words]) {
      if (kind === 'group') seen.startedAt = performance.now()
      if (kind === 'nowhere') seen.nowhere = true
      if (kind === 'taken') seen.taken = parseListener(words)
      if (kind === 'other') seen.others.push(parseListener(words))
      if (kind !== 'listening') return
      const listener = parseListener(words)
      seen.own.push(listener)
      const ports = wanted.length > 0 ? wanted : [listener.port]
      const found = ports.map((port) => seen.own.find((own) => own.port === port))
      if (found.every((one) => one !== undefined)) ready.resolve(found)
    },
  }
}

function parseListener([address = '', pid = '0', ...command]: readonly string[]): Listener {
  const owner = { ...parseSocketAddress(address), pid: Number(pid) }
  return command.length === 0 ? owner : { ...owner, command: command.join(' ').trim() }
}
