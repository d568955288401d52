import type { Socket } from 'node:net'
import type { Container, Exec } from 'dockerode'
import { NoAnswerError, request } from './engine-failure.ts'
import { createFrameParser } from './frames.ts'

export interface ExecSpec {
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Whether the program gets what is written to the stream; otherwise its input is empty. */
  readonly input?: boolean
}

export interface OpenExec {
  readonly exec: Exec
  /** Framed output (see frames.ts) to read; input to write. Ends when the program has ended. */
  readonly stream: Socket
}

/** Starts a program beside the container's own one. */
export async function openExec(container: Container, spec: ExecSpec): Promise<OpenExec> {
  const { argv, env = {}, input = false } = spec
  const doing = 'Cannot start a process in the container'
  const exec = await request(doing, (abortSignal) =>
    container.exec({
      Cmd: [...argv],
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      AttachStdin: input,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal,
    }),
  )
  const stream = await request(doing, (abortSignal) =>
    exec.start({ hijack: true, stdin: input, abortSignal }),
  )
  // The types say Duplex; what a hijacked connection gives is its socket (docker-modem, "upgrade").
  return { exec, stream: stream as Socket }
}

/** Runs a helper to its end and returns what it wrote to stdout. */
export async function readExec(
  container: Container,
  argv: readonly string[],
  deadlineMs: number,
): Promise<string> {
  const { stream } = await openExec(container, { argv })
  const parse = createFrameParser()
  const chunks: Buffer[] = []
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(new NoAnswerError(deadlineMs)), deadlineMs)
  stream.on('data', (chunk: Buffer) => {
    for (const { stream: name, data } of parse(chunk)) if (name === 'stdout') chunks.push(data)
  })
  stream.once('end', resolve).once('close', resolve).once('error', reject)
  try {
    await request('Cannot finish a process in the container', () => promise)
    return Buffer.concat(chunks).toString()
  } finally {
    clearTimeout(timer)
    stream.destroy()
  }
}
