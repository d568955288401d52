import type supertest from 'supertest'
import type { NixServer } from '../container/server.ts'
import { NixproofError } from '../errors.ts'
import type { RequestStep } from './plan.ts'

/** A page that a tutorial promises comes at once; this is for slow machines. Milliseconds. */
const REQUEST_DEADLINE_MS = 30_000

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
  const pending = agent(server.url)
    .get(path)
    .redirects(0)
    .buffer(true)
    .parse(asText as never)
  const abort = (): unknown => pending.abort()
  signal.addEventListener('abort', abort)
  const response = await pending
    .timeout(REQUEST_DEADLINE_MS)
    .catch((cause: Error) => {
      signal.throwIfAborted()
      throw mismatch(path, wanted, `No answer: ${cause.message}`)
    })
    .finally(() => signal.removeEventListener('abort', abort))
  const text = String(response.body)
  if (response.status === status && (body === undefined || text === body)) {
    return `GET ${path}: ${response.status} "${text.slice(0, 60)}"`
  }
  throw mismatch(path, wanted, `${response.status} with the body "${text.slice(0, 2000)}"`)
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
