import { setTimeout } from 'node:timers/promises'
import type supertest from 'supertest'
import type { NixServer, ServerExit } from '../container/server.ts'
import { NixproofError } from '../errors.ts'
import type { RequestStep } from './plan.ts'

/** A page that a tutorial promises comes at once; this is for slow machines. Milliseconds. */
const REQUEST_DEADLINE_MS = 30_000

/** What a server answered. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

interface Asked {
  readonly server: NixServer
  /** Where it is reached. Default: its own. */
  readonly url?: string
  readonly path: string
}

/**
 * Asks a server for a page and compares what comes.
 *
 * @returns In words, what came.
 * @throws NixproofError HTTP_MISMATCH
 */
export async function requestPage(
  agent: typeof supertest,
  server: NixServer,
  { path, status, body }: RequestStep,
  signal: AbortSignal,
): Promise<string> {
  const wanted = `${status}${body === undefined ? '' : ` with the body "${body}"`}`
  const answer = await requestAnswer(agent, { server, path }, signal, wanted)
  if (answer.status === status && (body === undefined || answer.body === body)) {
    return `GET ${path}: ${answer.status} "${answer.body.slice(0, 60)}"`
  }
  throw mismatch(path, wanted, `${answer.status} with the body "${answer.body.slice(0, 2000)}"`)
}

/**
 * Asks a server for a page; redirections are answers.
 *
 * @throws NixproofError HTTP_MISMATCH when no answer comes, SERVER_EXITED or OUT_OF_MEMORY when the
 *   program has ended.
 */
export async function requestAnswer(
  agent: typeof supertest,
  { server, url = server.url, path }: Asked,
  signal: AbortSignal,
  wanted = 'An answer',
): Promise<Answer> {
  const pending = agent(url)
    .get(path)
    .redirects(0)
    .buffer(true)
    .parse(asText as never)
  const abort = (): unknown => pending.abort()
  signal.addEventListener('abort', abort)
  const { status, headers, body } = await pending
    .timeout(REQUEST_DEADLINE_MS)
    .catch(async (cause: Error) => {
      signal.throwIfAborted()
      const exit = await Promise.race([server.exited.catch(() => undefined), settle()])
      if (exit) throw serverGone(path, wanted, server, exit)
      throw mismatch(path, wanted, `No answer: ${cause.message}`)
    })
    .finally(() => signal.removeEventListener('abort', abort))
  return { status, headers, body: String(body) }
}

function mismatch(path: string, wanted: string, found: string): NixproofError {
  return new NixproofError('HTTP_MISMATCH', `GET ${path} was answered with something else`, {
    wanted,
    found,
    next: 'Correct the program, or what the tutorial says it serves',
  })
}

/** The body as it came, whatever type the server says it has. */
function asText(
  response: NodeJS.ReadableStream,
  done: (error: Error | null, body: string) => void,
): void {
  const chunks: Buffer[] = []
  response.on('data', (chunk: Buffer) => chunks.push(Buffer.from(chunk)))
  response.on('end', () => done(null, Buffer.concat(chunks).toString()))
}

/** A connection is cut somewhat before the end of the program is known. Milliseconds. */
const SETTLE_MS = 500

function settle(): Promise<undefined> {
  return setTimeout(SETTLE_MS, undefined)
}

function serverGone(
  path: string,
  wanted: string,
  server: NixServer,
  { exitCode, signal, exhausted }: ServerExit,
): NixproofError {
  const { stdout, stderr } = server.output()
  const words = (stderr.trim() || stdout.trim() || 'It wrote nothing').split('\n').slice(-10)
  const how = exitCode === null ? `by signal ${signal}` : `with exit code ${exitCode}`
  const starved = exhausted?.includes('memory') ?? false
  const code = starved ? 'OUT_OF_MEMORY' : 'SERVER_EXITED'
  return new NixproofError(code, `The program ended ${how} before it answered GET ${path}`, {
    wanted,
    found: words.join('\n'),
    next: starved ? 'Give the container more memory' : 'Mend what its last words name',
  })
}
