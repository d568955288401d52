import { randomUUID } from 'node:crypto'
import { NixproofError } from '../errors.ts'
import { BoundedText } from './bounded-text.ts'
import { within } from './deadline.ts'
import { readExec } from './exec.ts'
import { follow, type End } from './follow.ts'
import type { StreamName } from './frames.ts'
import type { Runners } from './runners.ts'
import { scriptArgv } from './scripts.ts'

/** One line that a program wrote, without its end. */
export interface OutputLine {
  readonly stream: StreamName
  readonly text: string
}

export interface ProcessSpec {
  readonly argv: readonly string[]
  /** Absolute, in the container. */
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Which listening socket to watch for: none, the first one, or the one on this port. */
  readonly watch?: 'no' | 'any' | number
  readonly onLine?: ((line: OutputLine) => void) | undefined
  /** Gets each record of scripts/run.sh, cut at its spaces. */
  readonly onRecord?: (words: readonly string[]) => void
}

/** A program in a process group of its own inside the container. */
export interface ContainerProcess {
  readonly output: Readonly<Record<StreamName, BoundedText>>
  /** The exit code, 128 + n after signal n. Rejects when the container or the engine is gone. */
  readonly ended: Promise<number>
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

/** The script that kills waits up to 2 s more after the grace, and its start takes a while. */
const KILL_MARGIN_MS = 10_000
/** For the group to be known, and for the last words to arrive. */
const AFTERMATH_MS = 3000

export async function startProcess(
  runners: Runners,
  spec: ProcessSpec,
  { id }: ProcessId = createProcessId(),
): Promise<ContainerProcess> {
  const { argv, cwd, env = {}, watch = 'no', onLine, onRecord } = spec
  const mark = `\u001e${id} `
  const told = [mark, id, cwd, String(watch), ...toWords(env), ...argv]
  if (told.some((word) => word.includes('\0'))) {
    throw new NixproofError('USAGE', 'A command holds a zero byte, which no argument can', {
      found: JSON.stringify(argv),
    })
  }
  const { heartbeat } = runners
  const opened = await heartbeat.guard(runners.take())
  const output = { stdout: new BoundedText(), stderr: new BoundedText() }
  const group = Promise.withResolvers<string>()
  const followed = follow(opened, runners.container, mark, {
    text: (stream, text) => output[stream].append(text),
    line: (stream, text) => onLine?.({ stream, text }),
    record(words) {
      if (words[0] === 'group') group.resolve(words[1] ?? '0')
      onRecord?.(words)
    },
  })
  const end = heartbeat.guard(followed)
  end.catch(() => opened.stream.destroy()) // Of an engine that says nothing it would stay open.
  opened.stream.write(`${told.length}\n${told.map((word) => `${word}\0`).join('')}`)

  async function killGroup(graceMs: number): Promise<readonly string[]> {
    const known = await within(Promise.race([group.promise, end.then(() => '0')]), {
      timeoutMs: AFTERMATH_MS,
    })
    const script = scriptArgv('kill', id, typeof known === 'string' ? 0 : known.value, graceMs)
    const survivors = await readExec(runners.container, script, graceMs + KILL_MARGIN_MS)
    return survivors.split('\n').filter(Boolean)
  }

  async function tidy({ exitCode, orderly }: End): Promise<number> {
    if (!orderly) await killGroup(0)
    return exitCode
  }

  const ended = end.then(tidy)
  ended.catch(() => {}) // Whoever waits for it gets the error; nobody need wait.
  return {
    output,
    ended,
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

function toWords(env: Readonly<Record<string, string>>): string[] {
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return [String(pairs.length), ...pairs]
}
