import { posix } from 'node:path'
import { NixproofError } from '../errors.ts'
import { checkTimeout, orAbort, within } from './deadline.ts'
import { noDirectory } from './run.ts'
import type { NixServer } from './server.ts'
import type { Opened, Typed, TypedEnd } from './terminal.ts'
import type { OpenNestedOptions, TypedResult, TypeOptions } from './typed.ts'
import { typedError } from './typed-failure.ts'
import { quote, requireTypable } from './typed-lines.ts'
import { openRepl, type NixRepl, type OpenReplOptions } from './nix-repl.ts'
import { awaitTyped, regain, toResult, type Desk } from './typing.ts'

const TYPE_TIMEOUT_MS = 1_800_000
const CLOSE_TIMEOUT_MS = 10_000

/**
 * A bash in a container that commands are typed in, one after the other. It keeps its directory, its
 * environment, functions, options and background jobs. It behaves as one with a terminal does, though
 * there is none: nothing can be read from it (input has ended), and output is not coloured.
 *
 * @example
 * await using shell = await container.openShell()
 * await shell.type('cd app && export NAME=world')
 * await using inner = await shell.open('nix-shell -p python3')
 * const { stdout } = await inner.type('python3 -c "import os; print(os.environ[\'NAME\'])"')
 */
export class NixShell implements AsyncDisposable {
  readonly #desk: Desk
  readonly #opening: Typed
  readonly #outer: NixShell | undefined
  readonly #pid: number
  #directory: string
  #status = 0
  #end: TypedEnd | undefined
  #last = ''
  /** What keeps it from being typed in. */
  #busy: string | undefined
  #serving: NixServer | undefined

  constructor(desk: Desk, opening: Typed, { pid, directory }: Opened, outer?: NixShell) {
    this.#desk = desk
    this.#opening = opening
    this.#outer = outer
    this.#pid = pid
    this.#directory = directory
    void opening.ended.then((end) => (this.#end = end))
  }

  /** The directory it is in, as far as is known: where the last command left it. */
  get directory(): string {
    return this.#directory
  }

  /** Whether it can still be typed in: `exit`, `exec`, `set -e` or a lost container end it. */
  get ended(): boolean {
    return this.#end !== undefined
  }

  /**
   * Types a command, any text that bash takes, and waits for its end. That it fails is a result, not an
   * error; as is that it ends the shell (`directory` is undefined then). What the last one serves is
   * stopped first.
   *
   * @returns With `exitCode: null` when its deadline ended it, as Ctrl-C does, or it serves.
   * @throws NixproofError USAGE when the shell has ended or is busy, `cwd` does not exist, or the text
   *   holds a zero byte; CONTAINER_FAILED, OUT_OF_MEMORY or ENGINE_LOST; the reason of `signal` when
   *   that aborts, and what `onLine` throws: the command is interrupted then.
   */
  async type(command: string, options: TypeOptions = {}): Promise<TypedResult> {
    const { cwd, signal, mayServe = false } = options
    const timeoutMs = checkTimeout(options.timeoutMs ?? TYPE_TIMEOUT_MS)
    requireTypable(command)
    signal?.throwIfAborted()
    await this.interrupt()
    this.#begin(command)
    try {
      if (cwd !== undefined) await this.#go(cwd, signal)
      const ports = Array.isArray(mayServe) ? (mayServe as readonly number[]) : []
      await using undo = new AsyncDisposableStack()
      const watch = mayServe === false ? undefined : undo.use(await this.#desk.watch(ports))
      const start = performance.now()
      const from = this.#directory
      const spec = { text: command, status: this.#status, onLine: options.onLine }
      const typed = this.#desk.terminal.type(spec)
      const place = { desk: this.#desk, shell: this.#pid, typed }
      const what = await awaitTyped(place, { timeoutMs, signal, watch })
      const { end, server } = what
      if (end) this.#take(end)
      if (server && !end) this.#serve(typed, server)
      if (server && end) disposeAfter(server, undo.move()) // It tells when nothing is left.
      return toResult(typed, { from, start, ...what })
    } finally {
      this.#busy = undefined
    }
  }

  /**
   * Types a command that opens another shell (`nix-shell`, `nix develop`, `nix shell`, `bash`), and
   * waits until it is open. Until it is closed, this one cannot be typed in.
   *
   * @throws NixproofError as `explain()` when the command ends and no shell is open; also what
   *   `type()` throws.
   */
  async open(command: string, options: OpenNestedOptions = {}): Promise<NixShell> {
    const { signal, onLine } = options
    const timeoutMs = checkTimeout(options.timeoutMs ?? TYPE_TIMEOUT_MS)
    requireTypable(command)
    signal?.throwIfAborted()
    await this.interrupt()
    this.#begin(command)
    const start = performance.now()
    const from = this.#directory
    const typed = this.#desk.terminal.type({
      text: command,
      status: this.#status,
      onLine,
      opens: true,
    })
    try {
      const place = { desk: this.#desk, shell: this.#pid, typed }
      const what = await awaitTyped(place, { timeoutMs, signal, opens: true })
      if (what.opened) {
        void typed.ended.then((end) => this.#leave(end))
        return new NixShell(this.#desk, typed, what.opened, this)
      }
      if (what.end) this.#take(what.end)
      this.#busy = undefined
      const result = toResult(typed, { from, start, ...what })
      throw result.exitCode === 0 ? openedNothing(result) : await this.explain(result)
    } catch (error) {
      this.#busy = undefined
      throw error
    }
  }

  /**
   * Types a command that starts `nix repl`, and waits until it takes expressions.
   *
   * @param command Default: `nix repl`.
   * @throws NixproofError as `open()`.
   */
  async openRepl(command = 'nix repl', options: OpenReplOptions = {}): Promise<NixRepl> {
    requireTypable(command)
    options.signal?.throwIfAborted()
    await this.interrupt()
    this.#begin(command)
    const done = (end: TypedEnd): void => this.#leave(end)
    const place = {
      desk: this.#desk,
      shell: this.#pid,
      status: this.#status,
      from: this.#directory,
    }
    const explain = (result: TypedResult): Promise<NixproofError> => {
      this.#busy = undefined
      return this.explain(result)
    }
    try {
      return await openRepl(place, command, { done, explain, ...options })
    } catch (error) {
      this.#busy = undefined
      throw error
    }
  }

  /** Does what Ctrl-C does, and then ends what the last command serves, if it does. */
  async interrupt(): Promise<void> {
    const serving = this.#serving
    this.#serving = undefined
    if (serving && !this.#end) await serving.stop()
  }

  /**
   * Finds out why a command failed: Nix's own reasons with the codes of `nixBuild()`, those of the
   * container, and SHELL_COMMAND_FAILED, PROGRAM_NOT_FOUND, PYTHON_MODULE_MISSING or TIMEOUT.
   *
   * @param result What `type()` gave.
   * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST.
   */
  explain(result: TypedResult): Promise<NixproofError> {
    const { workspace, run } = this.#desk
    return typedError(result, {
      workspace,
      ask: (argv, options) =>
        this.ended || this.#busy !== undefined
          ? run(argv, options)
          : this.type(argv.map(quote).join(' '), options),
    })
  }

  /**
   * Leaves the shell: types `exit`. What runs in it is interrupted, and so are shells that are open in
   * it. With the first shell of all, what it has left in the background ends too.
   *
   * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST.
   */
  async close(): Promise<void> {
    await this.interrupt()
    const { terminal } = this.#desk
    if (!this.ended && this.#busy === undefined) {
      this.#begin('exit')
      const typed = terminal.type({ text: 'exit', status: this.#status })
      const left = await within(this.#desk.guard(typed.ended), { timeoutMs: CLOSE_TIMEOUT_MS })
      if (typeof left === 'string') await regain(this.#desk, typed, this.#pid)
    }
    if (!this.#outer) await terminal.kill()
    else if (!this.ended) await this.#desk.end(this.#pid, this.#opening)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close().catch((error: unknown) => {
      if (!this.#desk.closing()) throw error
    })
  }

  #begin(text: string): void {
    if (this.#end) throw shellEnded(this.#last, this.#end)
    if (this.#busy !== undefined) throw shellBusy(text, this.#busy)
    this.#busy = text
    this.#last = text
  }

  #take(end: TypedEnd): void {
    this.#status = end.exitCode
    this.#directory = end.directory ?? this.#directory
  }

  /** A shell in it has ended. */
  #leave(end: TypedEnd): void {
    this.#take(end)
    this.#busy = undefined
  }

  #serve(typed: Typed, server: NixServer): void {
    this.#serving = server
    void typed.ended.then((end) => {
      this.#take(end)
      if (this.#serving === server) this.#serving = undefined
    })
  }

  async #go(cwd: string, signal: AbortSignal | undefined): Promise<void> {
    const to = posix.resolve(this.#desk.workspace, cwd)
    const typed = this.#desk.terminal.type({ text: `cd -- ${quote(to)}`, status: this.#status })
    const end = await orAbort(this.#desk.guard(typed.ended), signal)
    if (end.directory === undefined || end.exitCode !== 0) throw noDirectory(to)
    this.#take({ ...end, exitCode: this.#status })
  }
}

function disposeAfter({ exited }: NixServer, resources: AsyncDisposable): void {
  void exited.catch(() => {}).then(() => resources[Symbol.asyncDispose]())
}

function shellEnded(last: string, { exitCode }: TypedEnd): NixproofError {
  return new NixproofError('USAGE', 'The shell has ended, and takes no command any more', {
    found: `"${last}" ended it with exit code ${exitCode}`,
    next: 'Open another shell: openShell()',
  })
}

function shellBusy(text: string, busy: string): NixproofError {
  return new NixproofError('USAGE', `The shell cannot take "${text}" now`, {
    wanted: 'One command at a time, in the shell that was opened last',
    found: `"${busy}" has not ended`,
    next: 'Wait for it, close the shell that it opened, or type in another shell: openShell()',
  })
}

function openedNothing(result: TypedResult): NixproofError {
  return new NixproofError('SHELL_COMMAND_FAILED', `"${result.command[0]}" opened no shell`, {
    wanted: 'A bash that takes commands: of nix-shell, nix develop, nix shell or bash',
    found: 'It ended with exit code 0',
    next: 'Type it as a command, if it is to open none',
    result,
  })
}
