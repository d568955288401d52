import { posix } from 'node:path'
import type { NixproofError } from '../errors.ts'
import { checkTimeout, orAbort, within } from './deadline.ts'
import { noDirectory } from './run.ts'
import { ShellState } from './shell-state.ts'
import type { NixServer } from './server.ts'
import type { Opened, Typed, TypedEnd } from './typed-stack.ts'
import type { OpenNestedOptions, TypedResult, TypeOptions } from './typed.ts'
import { openedNothing, typedError } from './typed-failure.ts'
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
  readonly #state: ShellState

  constructor(desk: Desk, opening: Typed, opened: Opened, outer?: NixShell) {
    this.#desk = desk
    this.#opening = opening
    this.#outer = outer
    this.#state = new ShellState(opening, opened)
  }

  /** The directory it is in, as far as is known: where the last command left it. */
  get directory(): string {
    return this.#state.directory
  }

  /** Whether it can still be typed in: `exit`, `exec`, `set -e` or a lost container end it. */
  get ended(): boolean {
    return this.#state.end !== undefined
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
    const timeoutMs = await this.#begin(command, options)
    try {
      if (cwd !== undefined) await this.#go(cwd, signal)
      const ports = Array.isArray(mayServe) ? (mayServe as readonly number[]) : []
      await using undo = new AsyncDisposableStack()
      const { pid } = this.#state
      const watch = mayServe === false ? undefined : undo.use(await this.#desk.watch(pid, ports))
      const start = performance.now()
      const from = this.#state.directory
      const spec = { text: command, status: this.#state.status, onLine: options.onLine }
      const typed = this.#desk.terminal.type(spec)
      void typed.ended.then((now) => this.#state.take(now))
      const place = { desk: this.#desk, shell: this.#state.pid, typed }
      const what = await awaitTyped(place, { timeoutMs, signal, watch })
      const { end, server } = what
      if (server && !end) this.#state.serve(typed, server)
      if (server && end) disposeAfter(server, undo.move()) // It tells when nothing is left.
      return toResult(typed, { from, start, ...what })
    } finally {
      this.#state.free()
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
    const timeoutMs = await this.#begin(command, options)
    const start = performance.now()
    const { status, directory: from, pid: shell } = this.#state
    const typed = this.#desk.terminal.type({ text: command, status, onLine, opens: true })
    // Until then it is busy.
    void typed.ended.then((end) => this.#state.free(end))
    const place = { desk: this.#desk, shell, typed }
    const what = await awaitTyped(place, { timeoutMs, signal, opens: true })
    if (what.opened) return new NixShell(this.#desk, typed, what.opened, this)
    const result = toResult(typed, { from, start, ...what })
    throw result.exitCode === 0 ? openedNothing(result) : await this.explain(result)
  }

  /**
   * Types a command that starts `nix repl`, and waits until it takes expressions.
   *
   * @param command Default: `nix repl`.
   * @throws NixproofError as `open()`.
   */
  async openRepl(command = 'nix repl', options: OpenReplOptions = {}): Promise<NixRepl> {
    await this.#begin(command, options)
    const { status, directory: from, pid: shell } = this.#state
    const done = (end: TypedEnd): void => this.#state.free(end)
    const explain = (result: TypedResult): Promise<NixproofError> => this.explain(result)
    return openRepl({ desk: this.#desk, shell, status, from }, command, {
      done,
      explain,
      ...options,
    })
  }

  /** Does what Ctrl-C does, and then ends what the last command serves, if it does. */
  interrupt(): Promise<void> {
    return this.#state.stopServing()
  }

  /**
   * Finds out why a command failed: Nix's own reasons with the codes of `nixBuild()`, those of the
   * container, and SHELL_COMMAND_FAILED, PROGRAM_NOT_FOUND, PYTHON_MODULE_MISSING or TIMEOUT.
   *
   * @param result What `type()` gave.
   * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST.
   */
  explain(result: TypedResult): Promise<NixproofError> {
    const desk = this.#desk
    return typedError(result, {
      workspace: desk.workspace,
      diskLimited: desk.diskLimited,
      ask: (argv, options) =>
        this.ended || this.#state.busy !== undefined
          ? desk.run(argv, options)
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
    if (!this.ended && this.#state.busy === undefined) {
      this.#state.begin('exit')
      const typed = terminal.type({ text: 'exit', status: this.#state.status })
      const left = await within(this.#desk.guard(typed.ended), { timeoutMs: CLOSE_TIMEOUT_MS })
      if (typeof left === 'string') await regain(this.#desk, typed, this.#state.pid)
    }
    if (!this.#outer) await terminal.kill()
    else if (!this.ended) await this.#desk.end(this.#state.pid, this.#opening)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close().catch((error: unknown) => {
      if (!this.#desk.closing()) throw error
    })
  }

  async #begin(command: string, { timeoutMs, signal }: OpenNestedOptions): Promise<number> {
    const limit = checkTimeout(timeoutMs ?? TYPE_TIMEOUT_MS)
    requireTypable(command)
    signal?.throwIfAborted()
    await this.interrupt()
    this.#state.begin(command)
    return limit
  }

  async #go(cwd: string, signal: AbortSignal | undefined): Promise<void> {
    const to = posix.resolve(this.#desk.workspace, cwd)
    const typed = this.#desk.terminal.type({
      text: `cd -- ${quote(to)}`,
      status: this.#state.status,
    })
    const end = await orAbort(this.#desk.guard(typed.ended), signal)
    if (end.directory === undefined || end.exitCode !== 0) throw noDirectory(to)
    this.#state.take({ ...end, exitCode: this.#state.status })
  }
}

function disposeAfter({ exited }: NixServer, resources: AsyncDisposable): void {
  void exited.catch(() => {}).then(() => resources[Symbol.asyncDispose]())
}
