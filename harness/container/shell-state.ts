import type { NixServer } from './server.ts'
import { shellBusy, shellEnded } from './typed-failure.ts'
import type { Opened, Typed, TypedEnd } from './typed-stack.ts'

/** What is known of a shell between its commands. */
export class ShellState {
  readonly pid: number
  directory: string
  /** What `$?` is. */
  status = 0
  end: TypedEnd | undefined
  /** What keeps it from being typed in. */
  busy: string | undefined
  #last = ''
  #serving: NixServer | undefined

  constructor(opening: Typed, { pid, directory }: Opened) {
    this.pid = pid
    this.directory = directory
    void opening.ended.then((end) => (this.end = end))
  }

  /** @throws NixproofError USAGE when it cannot take a command. */
  begin(text: string): void {
    if (this.end) throw shellEnded(this.#last, this.end)
    if (this.busy !== undefined) throw shellBusy(text, this.busy)
    this.busy = text
    this.#last = text
  }

  take(end: TypedEnd): void {
    this.status = end.exitCode
    this.directory = end.directory ?? this.directory
  }

  /** What kept it busy has ended. */
  free(end?: TypedEnd): void {
    if (end) this.take(end)
    this.busy = undefined
  }

  serve(typed: Typed, server: NixServer): void {
    this.#serving = server
    void typed.ended.then((end) => this.#served(server, end))
  }

  async stopServing(): Promise<void> {
    const serving = this.#serving
    this.#serving = undefined
    if (serving && !this.end) await serving.stop()
  }

  #served(server: NixServer, end: TypedEnd): void {
    this.take(end)
    if (this.#serving === server) this.#serving = undefined
  }
}
