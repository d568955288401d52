import { PassThrough } from 'node:stream'
import { endGroup } from './end-group.ts'
import type { Resource } from './exhausted.ts'
import type { StreamName } from './frames.ts'
import { createProcessId, startProcess, type ContainerProcess } from './process.ts'
import type { Runners } from './runners.ts'
import { scriptText } from './scripts.ts'
import { doneLine, filesLine, readerFile, typedLine } from './typed-lines.ts'
import { TypedOutput, type Hearing } from './typed-output.ts'

/** How a typed command ended. */
export interface TypedEnd {
  /** 128 + n after signal n. */
  readonly exitCode: number
  /** The shell's directory now; `undefined` when the command has ended its shell. */
  readonly directory: string | undefined
  readonly exhausted: readonly Resource[]
}

/** A shell that is there: the process, as the container counts. */
export interface Opened {
  readonly pid: number
  readonly directory: string
}

/** A command that was typed and has not ended. */
export interface Typed {
  readonly number: number
  readonly text: string
  readonly output: TypedOutput
  readonly ended: Promise<TypedEnd>
  /** When the shell has read it, and what is typed then is for the command. */
  readonly begun: Promise<void>
  /** When a shell, of those that can be typed in, is open in it. */
  readonly opened: Promise<Opened>
}

interface Pending extends Typed {
  readonly end: (end: TypedEnd) => void
  readonly begin: () => void
  readonly open: (opened: Opened) => void
  readonly heard: Record<'done' | 'opened', Set<StreamName>>
}

export interface TypeSpec extends Hearing {
  readonly text: string
  /** What `$?` is before it. */
  readonly status: number
  /** Whether it may open a shell that takes what is typed then. */
  readonly opens?: boolean
  /** Whether it takes what is typed then itself. */
  readonly takesInput?: boolean
}

/** One shell of a container, and those that are opened in it: all take lines from one input. */
export interface Terminal {
  /** Rejects when the container or the engine is gone. Resolves to the exit code of the first shell. */
  readonly ended: Promise<number>
  /** The number of the command that is typed next. */
  readonly next: number
  type(spec: TypeSpec): Typed
  /** Writes to a command that takes its input. */
  write(text: string): void
  /**
   * Ends all that a command has started.
   *
   * @param shell The process of the shell that waits for it: asks as Ctrl-C does, which ends the
   *   waiting. Left out: what is in the background is asked.
   */
  end(typed: Typed, graceMs: number, shell?: number): Promise<void>
  /** Has the shell tell of the end of a command again, where that may have got lost. */
  ask(typed: Typed): void
  readonly id: string
  kill(): Promise<readonly string[]>
}

export interface TerminalSpec {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>> | undefined
}

/** 128 + SIGINT. */
const INTERRUPTED = 130
/** Descriptors as in scripts/reader.sh. The start file comes as one, and no file is left. */
const LAUNCH = `exec 197<&0 198>&1 199>&2
export NIXPROOF_SOURCE=~/.bashrc
exec bash --noediting --rcfile /dev/fd/196 -i 196<<<"$1" 2>/dev/null`

/** @returns The terminal, and the command that stands for its start. */
export async function openTerminal(
  runners: Runners,
  { cwd, env }: TerminalSpec,
): Promise<{ readonly terminal: Terminal; readonly start: Typed }> {
  const identity = createProcessId()
  const { id } = identity
  const input = new PassThrough()
  const current: Record<StreamName, TypedOutput | undefined> = {
    stdout: undefined,
    stderr: undefined,
  }
  const stack: Pending[] = []
  /** What there was none of any more, so that all ended. */
  const exhausted = new Set<Resource>()
  const refused = { memory: 0, processes: 0 }
  let numbers = -1

  function add(text: string, heard: Hearing = {}): Pending {
    numbers += 1
    const end = Promise.withResolvers<TypedEnd>()
    const begin = Promise.withResolvers<void>()
    const open = Promise.withResolvers<Opened>()
    end.promise.catch(() => {})
    const pending: Pending = {
      number: numbers,
      text,
      output: new TypedOutput(heard),
      ended: end.promise,
      begun: begin.promise,
      opened: open.promise,
      end: end.resolve,
      begin: begin.resolve,
      open: open.resolve,
      heard: { done: new Set(), opened: new Set() },
    }
    stack.push(pending)
    return pending
  }

  function listen(stream: StreamName, output: TypedOutput | undefined): void {
    current[stream]?.end(stream)
    current[stream] = output
  }

  function onRecord(words: readonly string[], stream: StreamName): void {
    const [kind, number, ...rest] = words
    if (kind !== 'begin' && kind !== 'done' && kind !== 'opened') return
    const pending = stack.find((one) => one.number === Number(number))
    if (!pending) return
    if (kind === 'begin') {
      pending.begin()
      return listen(stream, pending.output)
    }
    listen(stream, undefined)
    const { heard } = pending
    heard[kind].add(stream)
    if (heard[kind].size < 2) return
    if (kind === 'done') return finish(pending, rest)
    const [pid, memory, processes, ...directory] = rest
    countRefused(memory, processes)
    pending.open({ pid: Number(pid), directory: directory.join(' ') })
  }

  /** What the container has run out of since the last time. */
  function countRefused(memory: string | undefined, processes: string | undefined): Resource[] {
    const now = { memory: Number(memory), processes: Number(processes) }
    const more = (['memory', 'processes'] as const).filter((one) => now[one] > refused[one])
    for (const one of more) refused[one] = now[one]
    return more
  }

  /** Ends a command, and before it those that were typed in a shell that it had opened. */
  function finish(pending: Pending, [status, memory, processes, ...rest]: string[]): void {
    const exitCode = Number(status)
    const more = countRefused(memory, processes)
    for (let last = stack.pop(); last; last = stack.pop()) {
      const directory = last === pending ? rest.join(' ') : undefined
      last.end({ exitCode, directory, exhausted: more })
      if (last === pending) return
    }
  }

  const start = add('bash')
  current.stdout = current.stderr = start.output
  const reader = scriptText('reader')
  const process: ContainerProcess = await startProcess(
    runners,
    {
      argv: ['bash', '--norc', '-c', LAUNCH, 'nixproof-shell', readerFile(reader, id, 0)],
      cwd,
      env,
      stdin: input,
      onText: (stream, text) => current[stream]?.append(stream, text),
      onRecord,
    },
    identity,
  )
  const ended = process.ended.then((exitCode) => {
    input.end()
    for (const stream of ['stdout', 'stderr'] as const) listen(stream, undefined)
    for (const pending of stack.splice(0).toReversed()) {
      pending.end({
        exitCode,
        directory: undefined,
        exhausted: [...exhausted.union(process.exhausted)],
      })
    }
    return exitCode
  })
  ended.catch(() => {})

  const terminal: Terminal = {
    id,
    ended,
    get next() {
      return numbers + 1
    },
    type({ text, status, opens = false, takesInput = false, ...heard }) {
      const pending = add(text, heard)
      const { number } = pending
      const directory = `/tmp/.nixproof-${id}/${number}`
      if (opens) {
        const files = { reader: readerFile(reader, id, number), enter: scriptText('enter') }
        input.write(filesLine(directory, files))
      }
      const enter = opens ? { enter: `${directory}/enter` } : {}
      input.write(typedLine({ number, status, text, takesInput, ...enter }))
      return pending
    },
    write: (text) => void input.write(text),
    async end({ number }, graceMs, shell) {
      const mark = `NIXPROOF_TYPED=${id}/${number}`
      const doomed = { mark, graceMs, ...(shell !== undefined && { shell }) }
      const { everything } = await runners.heartbeat.guard(endGroup(runners.container, doomed))
      if (everything) exhausted.add('processes')
    },
    ask: ({ number }) => void input.write(doneLine(number, INTERRUPTED)),
    kill: () => process.kill(0),
  }
  return { terminal, start }
}
