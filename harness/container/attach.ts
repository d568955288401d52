import process from 'node:process'
import type { Duplex } from 'node:stream'
import type { Container, Exec } from 'dockerode'
import { request } from './engine-failure.ts'

/** A terminal of this machine: what a person types, and what they see. */
export interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
}

/**
 * Runs a program of a container on this terminal, until it ends: Ctrl-C and the rest of the keys are
 * the program's.
 *
 * @returns Its exit code.
 * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST.
 */
export async function attachTerminal(
  container: Container,
  argv: readonly string[],
  { input, output }: Terminal = { input: process.stdin, output: process.stdout },
): Promise<number> {
  const exec = await request('Cannot open a shell in the container', (abortSignal) =>
    container.exec({
      Cmd: [...argv],
      Env: [`TERM=${process.platform === 'win32' ? 'xterm' : 'xterm-256color'}`],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      abortSignal,
    }),
  )
  const stream = await request('Cannot open a shell in the container', () =>
    exec.start({ hijack: true, stdin: true, Tty: true }),
  )
  const resize = (): void => void fit(exec, output)
  output.on('resize', resize)
  resize()
  if (input.isTTY) input.setRawMode(true)
  input.pipe(stream)
  stream.pipe(output, { end: false })
  try {
    await ended(stream)
    const { ExitCode } = await exec.inspect()
    return ExitCode ?? 0
  } finally {
    input.unpipe(stream)
    if (input.isTTY) input.setRawMode(false)
    input.pause()
    output.off('resize', resize)
  }
}

function ended(stream: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('end', resolve).once('close', resolve).once('error', reject)
  })
}

/** A program that has ended already has no size. */
async function fit(exec: Exec, { columns, rows }: NodeJS.WriteStream): Promise<void> {
  if (columns && rows) await exec.resize({ w: columns, h: rows }).catch(() => {})
}
