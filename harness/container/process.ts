import { randomUUID } from 'node:crypto'
import { NixproofError } from '../errors.ts'
import { BoundedText } from './bounded-text.ts'
import { showCommand } from './command-line.ts'
import { within } from './deadline.ts'
import { endGroup } from './end-group.ts'
import { parseResource, type Resource } from './exhausted.ts'
import { follow, type End } from './follow.ts'
import type { StreamName } from './frames.ts'
import { feed, type Input } from './input.ts'
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

/** A server starts, and the first requests come, before another command does. */
const LAUNCH_REST_MS = 500
/** For the group to be known, and for the last words to arrive. */
const AFTERMATH_MS = 3000

export async function startProcess(
  runners: Runners,
  spec: ProcessSpec,
  { id }: ProcessId = createProcessId(),
): Promise<ContainerProcess> {
  const { argv, cwd, env = {}, stdin, watch = 'no', onLine, onText, onRecord, reader } = spec
  const mark = `\u001e${id} `
  const input = stdin === undefined ? 'no' : 'yes'
  const told = [mark, id, cwd, String(watch), input, ...toWords(env), ...argv]
  requireRunnable(argv, env, told)
  const { heartbeat } = runners
  const opened = await heartbeat.guard(runners.take(watch === 'no' ? 0 : LAUNCH_REST_MS))
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
  const end = heartbeat.guard(followed)
  end.catch(() => opened.stream.destroy()) // Of an engine that says nothing it would stay open.
  opened.stream.write(`${told.length}\n${told.map((word) => `${word}\0`).join('')}`)
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
    async kill(graceMs) {
      try {
        return await heartbeat.guard(killGroup(graceMs))
      } finally {
        await within(end, { timeoutMs: AFTERMATH_MS }).catch(() => {})
        opened.stream.destroy()
        await ended.catch(() => {}) // Tidying up starts processes too.
      }
    },
  }
}

/** Bytes of one argument with the zero after it: MAX_ARG_STRLEN, 32 pages (execve(2)). */
const LONGEST = 32 * 4096

/** @throws NixproofError USAGE for what no program can be given. */
function requireRunnable(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  told: readonly string[],
): void {
  if (told.some((word) => word.includes('\0'))) {
    throw new NixproofError('USAGE', 'A command holds a zero byte, which no argument can', {
      found: showCommand(JSON.stringify(argv)),
    })
  }
  const long = told.find((word) => Buffer.byteLength(word) >= LONGEST)
  if (long !== undefined) {
    throw new NixproofError('USAGE', 'An argument or a variable is longer than Linux takes', {
      wanted: `At most ${LONGEST - 1} bytes each`,
      found: `${Buffer.byteLength(long)} bytes: ${showCommand(long)}`,
      next: 'Write it to a file in the container, or give it as stdin',
    })
  }
  if (!argv[0]) {
    throw new NixproofError('USAGE', 'There is no program to run', {
      wanted: 'A program and its arguments',
      found: showCommand(JSON.stringify(argv)),
    })
  }
  const misnamed = Object.keys(env).find((name) => !/^[A-Za-z_]\w*$/.test(name))
  if (misnamed === undefined) return
  throw new NixproofError('USAGE', `No variable can be called "${showCommand(misnamed)}"`, {
    wanted: 'A letter or "_", then letters, digits and "_"',
    found: showCommand(JSON.stringify(misnamed)),
  })
}

function toWords(env: Readonly<Record<string, string>>): string[] {
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return [String(pairs.length), ...pairs]
}
