import { NixproofError } from '../errors.ts'
import { orAbort } from './deadline.ts'
import type { Resource } from './exhausted.ts'
import type { ContainerProcess } from './process.ts'
import type { Tunnel } from './tunnel.ts'
import type { Listener } from './watch.ts'

/** How a server ended. */
export interface ServerExit {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null
  /** The number of that signal: 15 is SIGTERM, with which `stop()` asks. */
  readonly signal?: number
  /** What the container had run out of until then: memory, when the kernel ended a process. */
  readonly exhausted?: readonly Resource[]
}

export interface ServerOutput {
  readonly stdout: string
  readonly stderr: string
}

export interface StopServerOptions {
  /** How long the server may take to end when it is asked to, in milliseconds. Default: 5000. */
  readonly graceMs?: number
  /** Ends that time: what is left is killed at once, and the call rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

const GRACE_MS = 5000
const SIGNALLED = 128
const SIGKILL = 9

/** What a server knows of its program. */
export type ServingProcess = Pick<ContainerProcess, 'output' | 'exhausted' | 'ended' | 'kill'>

/** A socket of a server, and the port on this machine that leads to it. */
export interface Gate {
  readonly localPort: number
  readonly listener: Listener
}

/** A program that listens inside the container, reachable from here through a tunnel. */
export class NixServer implements AsyncDisposable {
  /** The tunnel's address on this machine: `http://127.0.0.1:PORT`. */
  readonly url: string
  /** The same for each port that was asked for. */
  readonly urls: ReadonlyMap<number, string>
  /** The port inside the container. */
  readonly port: number
  /** The address that the program listens on inside the container, such as `127.0.0.1`. */
  readonly address: string
  /** The process that holds the socket, as the container counts. */
  readonly pid: number
  /** Milliseconds from the program's start until it was seen to listen. */
  readonly readyAfterMs: number
  /**
   * Resolves when the program has ended: by itself, by `stop()`, or with its container when that is
   * stopped (`signal: 9`). Rejects with a NixproofError, CONTAINER_FAILED or ENGINE_LOST, when the
   * container ends without that. Nobody need wait for it.
   */
  readonly exited: Promise<ServerExit>

  readonly #process: ServingProcess
  readonly #tunnel: Tunnel
  readonly #abandoned = Promise.withResolvers<ServerExit>()
  #stopping: Promise<ServerExit> | undefined

  constructor(
    process: ServingProcess,
    tunnel: Tunnel,
    gates: readonly Gate[],
    readyAfterMs: number,
  ) {
    const [{ localPort, listener }] = gates as [Gate]
    this.url = urlOf(localPort)
    this.urls = new Map(gates.map((gate) => [gate.listener.port, urlOf(gate.localPort)]))
    this.port = listener.port
    this.address = listener.address
    this.pid = listener.pid
    this.readyAfterMs = readyAfterMs
    this.#process = process
    this.#tunnel = tunnel
    const ended = process.ended.then((code) => toExit(code, [...process.exhausted]))
    this.exited = Promise.race([ended, this.#abandoned.promise])
    // Nobody need wait for it. Connections to an engine that is lost end with it.
    this.exited.catch(() => tunnel.close())
  }

  /** What the program wrote until now; of each stream at most 1 Mi characters. */
  output(): ServerOutput {
    const { stdout, stderr } = this.#process.output
    return { stdout: stdout.toString(), stderr: stderr.toString() }
  }

  /**
   * Ends the program with all its processes, and the tunnel with all its connections. A second
   * call gives what the first one gives.
   *
   * @throws NixproofError CONTAINER_FAILED when a process could not be ended.
   */
  async stop({ graceMs = GRACE_MS, signal }: StopServerOptions = {}): Promise<ServerExit> {
    this.#stopping ??= this.#stop(graceMs)
    try {
      return await orAbort(this.#stopping, signal)
    } catch (error) {
      if (signal?.aborted) await this.#process.kill(0).catch(() => {}) // The container may be gone.
      throw error
    }
  }

  async #stop(graceMs: number): Promise<ServerExit> {
    await this.#tunnel.close()
    const survivors = await this.#process.kill(graceMs)
    if (survivors.length > 0) {
      throw new NixproofError('CONTAINER_FAILED', 'Processes of the server cannot be ended', {
        found: survivors.join('\n'),
      })
    }
    return this.exited
  }

  /** Cuts the connections of a server whose container ends: nothing is left to stop. */
  async abandon(): Promise<void> {
    this.#abandoned.resolve({ exitCode: null, signal: SIGKILL }) // Unless it has ended before.
    this.#stopping ??= this.exited
    await this.#tunnel.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

function urlOf(localPort: number): string {
  return `http://127.0.0.1:${localPort}`
}

function toExit(code: number, exhausted: readonly Resource[]): ServerExit {
  const exit = code > SIGNALLED ? { exitCode: null, signal: code - SIGNALLED } : { exitCode: code }
  return exhausted.length > 0 ? { ...exit, exhausted } : exit
}
