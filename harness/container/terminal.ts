import { PassThrough } from 'node:stream'
import { endGroup } from './end-group.ts'
import type { Resource } from './exhausted.ts'
import { runProcess } from './run.ts'
import { createProcessId, startProcess, type ContainerProcess } from './process.ts'
import type { Runners } from './runners.ts'
import { scriptText } from './scripts.ts'
import { doneLine, filesLine, readerFile, typedLine } from './typed-lines.ts'
import type { Hearing } from './typed-output.ts'
import { createTypedStack, type Typed } from './typed-stack.ts'

interface TypeSpec extends Hearing {
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
   * @returns What there was none of any more, so that all processes had to be ended.
   */
  end(typed: Typed, graceMs: number, shell?: number): Promise<readonly Resource[]>
  /** Has the shell tell of the end of a command again, where that may have got lost. */
  ask(typed: Typed): void
  readonly id: string
  kill(): Promise<readonly string[]>
}

interface TerminalSpec {
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
  const stack = createTypedStack()
  const start = stack.add('bash')
  const reader = scriptText('reader')
  const process: ContainerProcess = await startProcess(
    runners,
    {
      argv: ['bash', '--norc', '-c', LAUNCH, 'nixproof-shell', readerFile(reader, id, 0)],
      cwd,
      env,
      stdin: input,
      onText: (stream, text) => stack.onText(stream, text),
      onRecord: (words, stream) => stack.onRecord(words, stream),
    },
    identity,
  )
  const ended = process.ended.then((exitCode) => {
    input.end()
    stack.endAll(exitCode, [...process.exhausted])
    return exitCode
  })
  ended.catch(() => {})

  const terminal: Terminal = {
    id,
    ended,
    get next() {
      return stack.next
    },
    type({ text, status, opens = false, takesInput = false, ...heard }) {
      const typed = stack.add(text, heard)
      const { number } = typed
      const directory = `/tmp/.nixproof-${id}/${number}`
      if (opens) {
        const files = { reader: readerFile(reader, id, number), enter: scriptText('enter') }
        input.write(filesLine(directory, files))
      }
      const enter = opens ? { enter: `${directory}/enter` } : {}
      input.write(typedLine({ number, status, text, takesInput, ...enter }))
      return typed
    },
    write: (text) => void input.write(text),
    async end({ number }, graceMs, shell) {
      const mark = `NIXPROOF_TYPED=${id}/${number}`
      const doomed = { mark, graceMs, ...(shell !== undefined && { shell }) }
      const ending = endGroup(runners.container, doomed, async (argv, timeoutMs) => {
        const { stdout } = await runProcess(runners, { argv, cwd: '/', timeoutMs })
        return stdout
      })
      const { everything } = await runners.heartbeat.guard(ending)
      return everything ? ['processes'] : []
    },
    ask: ({ number }) => void input.write(doneLine(number, INTERRUPTED)),
    kill: () => process.kill(0),
  }
  return { terminal, start }
}
