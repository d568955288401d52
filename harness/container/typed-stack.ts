import type { Resource } from './exhausted.ts'
import type { StreamName } from './frames.ts'
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

/** The commands of one terminal that have not ended: each but the last has opened a shell. */
export interface TypedStack {
  /** The number of the next one. */
  readonly next: number
  add(text: string, heard?: Hearing): Typed
  onText(stream: StreamName, text: string): void
  /** Takes the records of scripts/reader.sh. */
  onRecord(words: readonly string[], stream: StreamName): void
  /** Ends all of them, with the first shell. */
  endAll(exitCode: number, exhausted: readonly Resource[]): void
}

export function createTypedStack(): TypedStack {
  const current: Record<StreamName, TypedOutput | undefined> = {
    stdout: undefined,
    stderr: undefined,
  }
  const stack: Pending[] = []
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

  return {
    get next() {
      return numbers + 1
    },
    add(text, heard) {
      const pending = add(text, heard)
      // What a shell writes before it takes commands is of the one that opens it.
      if (numbers === 0) current.stdout = current.stderr = pending.output
      return pending
    },
    onText: (stream, text) => current[stream]?.append(stream, text),
    onRecord,
    endAll(exitCode, exhausted) {
      for (const stream of ['stdout', 'stderr'] as const) listen(stream, undefined)
      for (const pending of stack.splice(0).toReversed()) {
        pending.end({ exitCode, directory: undefined, exhausted })
      }
    },
  }
}
