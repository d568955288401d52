import { setTimeout } from 'node:timers/promises'
import type { Container } from 'dockerode'
import { explainSilence, request } from './engine-failure.ts'
import type { OpenExec } from './exec.ts'
import { createFrameParser, type StreamName } from './frames.ts'
import { createLineSplitter } from './lines.ts'
import { createRecordFilter } from './records.ts'

/** Takes what comes from scripts/run.sh and the program under it. */
export interface Sink {
  text(stream: StreamName, text: string): void
  /** Nobody needs lines: then none are made, which takes longer than all else. */
  readonly line?: ((stream: StreamName, text: string) => void) | undefined
  /** A record, cut at its spaces. */
  record(words: readonly string[], stream: StreamName): void
  /** Stands between the program's stderr and the others. */
  readonly reader?: { push(text: string): string; end(): string } | undefined
}

export interface End {
  /** The exit code, 128 + n after signal n. */
  readonly exitCode: number
  /** False when the script was killed, and could not see to the program's end. */
  readonly orderly: boolean
  /** Whether the script waits for the next thing to run. The connection is open then. */
  readonly again: boolean
}

/** Time that the engine needs to notice that a container has died. */
const SETTLE_MS = 300

/**
 * Reads to the end: the last records of both streams, or else the end of the connection. A program
 * that made itself a daemon may hold the connection open for ever.
 *
 * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST when the one or the other is gone.
 */
export async function follow(
  { exec, stream }: OpenExec,
  container: Container,
  mark: string,
  sink: Sink,
): Promise<End> {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  let exitCode: number | undefined
  let over: string | undefined
  const onRecord = (record: string, from: StreamName): void => {
    const words = record.split(' ')
    if (words[0] === 'ended') exitCode = Number(words[1])
    else if (words[0] === 'over') over = words[1]
    else sink.record(words, from)
    if (exitCode !== undefined && over !== undefined) finish()
  }
  const readers = {
    stdout: createReader(mark, 'stdout', sink, onRecord),
    stderr: createReader(mark, 'stderr', sink, onRecord),
  }
  const parse = createFrameParser()
  const onData = (chunk: Buffer): void => {
    for (const part of parse(chunk)) readers[part.stream].push(part.data)
  }
  stream.on('data', onData)
  // Why it broke is found out below.
  stream.on('end', finish).on('close', finish).on('error', finish)
  await finished
  const again = over === 'again' && !stream.destroyed
  if (again) stream.off('data', onData).off('end', finish).off('close', finish).off('error', finish)
  else stream.destroy()
  readers.stdout.end()
  readers.stderr.end()
  if (exitCode !== undefined) return { exitCode, orderly: true, again }
  return { exitCode: await askExitCode(exec, container), orderly: false, again: false }
}

async function askExitCode(exec: OpenExec['exec'], container: Container): Promise<number> {
  const doing = 'A process in the container was cut off'
  await setTimeout(SETTLE_MS)
  const { State } = await request(doing, (abortSignal) => container.inspect({ abortSignal }))
  const { ExitCode } = await request(doing, (abortSignal) => exec.inspect({ abortSignal }))
  if (State.Running && ExitCode !== null) return ExitCode
  throw await explainSilence(doing, container)
}

function createReader(
  mark: string,
  name: StreamName,
  sink: Sink,
  onRecord: (record: string, stream: StreamName) => void,
): { push(data: Buffer): void; end(): void } {
  const decoder = new TextDecoder()
  const lines = sink.line && createLineSplitter((line) => sink.line?.(name, line))
  const reader = name === 'stderr' ? sink.reader : undefined
  const onText = (text: string): void => {
    sink.text(name, text)
    lines?.push(text)
  }
  const onWritten = reader ? (text: string): void => onText(reader.push(text)) : onText
  const records = createRecordFilter(mark, onWritten, (record) => onRecord(record, name))
  return {
    push: (data) => records.push(decoder.decode(data, { stream: true })),
    end() {
      records.push(decoder.decode())
      records.end()
      if (reader) onText(reader.end())
      lines?.end()
    },
  }
}
