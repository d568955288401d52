import { randomUUID } from 'node:crypto'
import { NixproofError } from '../errors.ts'
import { nixError } from '../nix/error.ts'
import { parseMessages, stripAnsi } from '../nix/messages.ts'
import { checkTimeout, within } from './deadline.ts'
import type { StreamName } from './frames.ts'
import { readAnswer, type Answer } from './repl-answer.ts'
import type { Typed, TypedEnd } from './typed-stack.ts'
import type { TypedResult } from './typed.ts'
import { requireTypable } from './typed-lines.ts'
import { regain, toResult, type Desk } from './typing.ts'

export interface OpenReplOptions {
  /** Milliseconds until it takes expressions, with what it has to load. Default: 2 minutes. */
  readonly timeoutMs?: number
  /** Ends it; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface ReplOptions {
  /** Milliseconds until the answer. Default: 10 minutes, as `:b` builds. */
  readonly timeoutMs?: number
  /** Ends the repl; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** What `nix repl` says to one input. */
export interface ReplAnswer {
  /** What it printed as the value, or of a command like `:b`; empty for a definition. No colours. */
  readonly value: string
  /** What else it said: traces, warnings, names that were added. */
  readonly log: string
  /** Why there is no value. */
  readonly error?: NixproofError
  /** Milliseconds. */
  readonly durationMs: number
}

interface ReplPlace {
  readonly desk: Desk
  readonly shell: number
  readonly status: number
  readonly from: string
}

interface Telling {
  done(end: TypedEnd): void
  explain(result: TypedResult): Promise<NixproofError>
}

const OPEN_TIMEOUT_MS = 120_000
const TYPE_TIMEOUT_MS = 600_000
const CLOSE_TIMEOUT_MS = 5000

/** A `nix repl` in a container. */
export class NixRepl implements AsyncDisposable {
  readonly #place: ReplPlace
  readonly #typed: Typed
  readonly #command: string
  #hear: ((stream: StreamName, text: string) => void) | undefined
  #end: TypedEnd | undefined
  #busy = false

  constructor(place: ReplPlace, typed: (hear: NixRepl['hear']) => Typed, command: string) {
    this.#place = place
    this.#command = command
    this.#typed = typed((stream, text) => this.hear(stream, text))
    void this.#typed.ended.then((end) => (this.#end = end))
  }

  /** @internal */
  hear(stream: StreamName, text: string): void {
    this.#hear?.(stream, text)
  }

  /** @internal What it says until it takes expressions. */
  async greet({
    timeoutMs = OPEN_TIMEOUT_MS,
    signal,
  }: OpenReplOptions): Promise<Answer | TypedEnd> {
    return this.#ask('', { timeoutMs: checkTimeout(timeoutMs), signal })
  }

  /** Whether it can still be typed in: `:q`, an abort or a deadline end it. */
  get ended(): boolean {
    return this.#end !== undefined
  }

  /**
   * Types an input, of one line or more: an expression, `name = expression`, or a command such as
   * `:l <nixpkgs>` and `:b`. That it fails is an answer, not an error.
   *
   * @throws NixproofError USAGE when the repl has ended or is busy, TIMEOUT at the deadline, which ends
   *   the repl; CONTAINER_FAILED or ENGINE_LOST; the reason of `signal` when that aborts.
   */
  async type(input: string, options: ReplOptions = {}): Promise<ReplAnswer> {
    const timeoutMs = checkTimeout(options.timeoutMs ?? TYPE_TIMEOUT_MS)
    requireTypable(input)
    options.signal?.throwIfAborted()
    if (this.#end || this.#busy) throw cannotType(input, this.#command, this.ended)
    this.#busy = true
    const start = performance.now()
    try {
      const answer = await this.#ask(input, { timeoutMs, signal: options.signal })
      const durationMs = Math.round(performance.now() - start)
      if ('exitCode' in answer) return { value: '', log: '', durationMs } // It was ":q".
      const value = stripAnsi(answer.value).trim()
      const log = stripAnsi(answer.log).trim()
      const error = this.#why(answer, durationMs)
      return { value, log, durationMs, ...(error && { error }) }
    } finally {
      this.#busy = false
    }
  }

  /** Leaves the repl. */
  async close(): Promise<void> {
    if (this.#end) return
    const { desk, shell } = this.#place
    desk.terminal.write(':q\n')
    const left = await within(desk.guard(this.#typed.ended), { timeoutMs: CLOSE_TIMEOUT_MS })
    if (typeof left === 'string') await regain(desk, this.#typed, shell)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close().catch((error: unknown) => {
      if (!this.#place.desk.closing()) throw error
    })
  }

  async #ask(
    input: string,
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
  ): Promise<Answer | TypedEnd> {
    const { desk, shell } = this.#place
    // What is written before, the shell would read.
    await desk.guard(Promise.race([this.#typed.begun, this.#typed.ended]))
    const key = randomUUID().slice(0, 8)
    const reading = readAnswer(input, key, (text) => desk.terminal.write(text))
    this.#hear = reading.hear
    const first = Promise.race([reading.answer, this.#typed.ended, this.#typed.output.broken])
    const outcome = await within(desk.guard(first), { timeoutMs, signal })
    this.#hear = undefined
    if (typeof outcome === 'object') return outcome.value
    await regain(desk, this.#typed, shell).catch(() => {}) // The container may be gone.
    if (outcome === 'aborted') throw signal?.reason
    throw new NixproofError('TIMEOUT', `nix repl did not answer within ${timeoutMs / 1000} s`, {
      found: input.trim(),
      next: 'Allow it more time, or find what it waits for',
    })
  }

  #why(answer: Answer, durationMs: number): NixproofError | undefined {
    const stderr = stripAnsi(answer.log)
    if (parseMessages(stderr).length === 0 && !answer.incomplete) return undefined
    const { desk, from } = this.#place
    const result = {
      command: ['nix', 'repl'],
      cwd: from,
      exitCode: 1,
      stdout: stripAnsi(answer.value),
      stderr: answer.incomplete ? `error: syntax error, unexpected end of file\n${stderr}` : stderr,
      durationMs,
      timedOut: false,
    }
    const error = nixError(result, { workspace: desk.workspace })
    if (error.code !== 'BUILD_FAILED') return error
    // What has no place in a file, as what is typed has not, does not look like an evaluation.
    return new NixproofError('NIX_EVALUATION', error.summary, error.details)
  }
}

/** @throws NixproofError why the command started no repl. */
export async function openRepl(
  place: ReplPlace,
  command: string,
  telling: OpenReplOptions & Telling,
): Promise<NixRepl> {
  const { desk, status, from } = place
  const start = performance.now()
  let typed: Typed | undefined
  const repl = new NixRepl(
    place,
    (onText) => (typed = desk.terminal.type({ text: command, status, onText, takesInput: true })),
    command,
  )
  if (typed) void typed.ended.then((end) => telling.done(end))
  const greeting = await repl.greet(telling)
  if (!('exitCode' in greeting) || !typed) return repl
  throw await telling.explain(toResult(typed, { from, start, timedOut: false, end: greeting }))
}

function cannotType(input: string, command: string, ended: boolean): NixproofError {
  return new NixproofError('USAGE', `nix repl cannot take "${input}" now`, {
    found: ended ? `"${command}" has ended` : 'It has not answered the one before',
    next: ended ? 'Open another one: openRepl()' : 'Wait for that',
  })
}
