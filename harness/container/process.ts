import { randomUUID } from 'node:crypto'
import { BoundedText } from './bounded-text.ts'
import { within } from './deadline.ts'
import { endGroup } from './end-group.ts'
import { parseResource, type Resource } from './exhausted.ts'
import type { OpenExec } from './exec.ts'
import { follow, type End } from './follow.ts'
import type { StreamName } from './frames.ts'
import { feed, type Input } from './input.ts'
import { writeOrder } from './order.ts'
import type { Runners } from './runners.ts'

/** One line that a program wrote, without its end. */
export interface OutputLine {
  readonly stream: StreamName
  /** A line of more than 64 Ki characters comes in pieces. */
  readonly text: string
  /** When it came, by the clock of this machine. */
  readonly at: Date
}

export interface ProcessSpec {
  readonly argv: readonly string[]
  /** Absolute, in the container. */
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Default: none, its end comes at once. */
  readonly stdin?: Input | undefined
  /** It reads lines that `tell` gives it instead, and knows its last one. */
  readonly takesLines?: boolean
  /** Which listening sockets to watch for: none, the first one, or those on these ports. */
  readonly watch?: 'no' | 'any' | readonly number[]
  readonly onLine?: ((line: OutputLine) => void) | undefined
  /** Gets what comes, as it comes, between the records. */
  readonly onText?: (stream: StreamName, text: string) => void
  /** What the program's stderr is, when it is not what the program writes there. */
  readonly reader?: StderrReader | undefined
  /** Gets each record of scripts/run.sh, cut at its spaces. */
  readonly onRecord?: (words: readonly string[], stream: StreamName) => void
}

/** Each call gives text that takes the place of what came; the last one is `end`. */
export interface StderrReader {
  push(text: string): string
  end(): string
}

/** A program in a process group of its own inside the container. */
export interface ContainerProcess {
  readonly output: Readonly<Record<StreamName, BoundedText>>
  /** What the container ran out of, known when the program has ended. */
  readonly exhausted: ReadonlySet<Resource>
  /** The exit code, 128 + n after signal n. Rejects when the container or the engine is gone. */
  readonly ended: Promise<number>
  /** Rejects when what the caller gave breaks: the input, or `onLine`, which is not called again. */
  readonly broken: Promise<never>
  /** Tells it a line, unless it has ended. */
  tell(line: string): void
  /** Ends the whole group; resolves to the processes that are still there, as `PID COMMAND`. */
  kill(graceMs: number): Promise<readonly string[]>
}

/** Identity of a process, known before it starts: its command may have to tell something of itself. */
export interface ProcessId {
  readonly id: string
  /** Shell text that sends the record `word`. */
  readonly announce: (word: string) => string
}

export function createProcessId(): ProcessId {
  const id = randomUUID()
  return { id, announce: (word) => `printf '\\036${id} ${word}\\n'` }
}

/** A command is left to its start, and may have ended, before there is another runner. */
const REST_MS = 500
/** For the group to be known, and for the last words to arrive. */
const AFTERMATH_MS = 3000

export async function startProcess(
  runners: Runners,
  spec: ProcessSpec,
  { id }: ProcessId = createProcessId(),
): Promise<ContainerProcess> {
  const { argv, cwd, env = {}, stdin, watch = 'no', onLine, onText, onRecord, reader } = spec
  const mark = `\u001e${id} `
  const inputs = spec.takesLines ? 'lines' : 'yes'
  const input = stdin === undefined && !spec.takesLines ? 'no' : inputs
  const order = writeOrder([mark, id, cwd, String(watch), input], env, argv)
  const { heartbeat } = runners
  const opened = await heartbeat.guard(runners.take(stdin === undefined ? REST_MS : 0))
  const output = { stdout: new BoundedText(), stderr: new BoundedText() }
  const exhausted = new Set<Resource>()
  const { promise: broken, reject: breakOff } = Promise.withResolvers<never>()
  broken.catch(() => {}) // It may be known too late for anybody to wait for it.
  let deaf = false
  function tellLine(stream: StreamName, text: string): void {
    if (deaf) return
    try {
      onLine?.({ stream, text, at: new Date() })
    } catch (error) {
      deaf = true
      breakOff(error)
    }
  }
  const group = Promise.withResolvers<string>()
  const followed = follow(opened, runners.container, mark, {
    text(stream, text) {
      output[stream].append(text)
      onText?.(stream, text)
    },
    line: onLine && tellLine,
    record(words, stream) {
      const resource = parseResource(words[0])
      if (resource) exhausted.add(resource)
      if (words[0] === 'group') group.resolve(words[1] ?? '0')
      onRecord?.(words, stream)
    },
    reader,
  })
  let over = false
  const setOver = (runner?: OpenExec): void => {
    over = true
    if (runner) runners.give(runner)
  }
  followed.then(({ again }) => setOver(again ? opened : undefined)).catch(() => setOver())
  const end = heartbeat.guard(followed)
  end.catch(() => opened.stream.destroy()) // Of an engine that says nothing it would stay open.
  opened.stream.write(order)
  if (stdin !== undefined) feed(opened.stream, stdin).catch(breakOff)

  async function killGroup(graceMs: number): Promise<readonly string[]> {
    const known = await within(Promise.race([group.promise, end.then(() => '0')]), {
      timeoutMs: AFTERMATH_MS,
    })
    const ended = await endGroup(runners.container, {
      mark: `NIXPROOF_JOB=${id}`,
      group: typeof known === 'string' ? '0' : known.value,
      graceMs,
    })
    if (ended.everything) exhausted.add('processes')
    return ended.survivors
  }

  async function tidy({ exitCode, orderly }: End): Promise<number> {
    // What uses up all processes and made itself a daemon would leave no room for any other command.
    if (!orderly || exhausted.has('processes')) await killGroup(0)
    return exitCode
  }

  const ended = end.then(tidy)
  ended.catch(() => {}) // Whoever waits for it gets the error; nobody need wait.
  return {
    output,
    exhausted,
    ended,
    broken,
    tell(line) {
      if (!over) opened.stream.write(`${line}\n`)
    },
    async kill(graceMs) {
      try {
        return await heartbeat.guard(killGroup(graceMs))
      } finally {
        await within(end, { timeoutMs: AFTERMATH_MS }).catch(() => {})
        if (!over) opened.stream.destroy()
        await ended.catch(() => {}) // Tidying up starts processes too.
      }
    },
  }
}
