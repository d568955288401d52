import supertest from 'supertest'
import { NixproofError } from '../../errors.ts'
import { judgeAnswer, judgePage, type Answer, type HttpMatch } from '../judging/answer.ts'
import type { RequestStep } from '../planning/step.ts'
import { requestAnswer } from '../request-page.ts'
import type { CheckState, StepDone } from './do-check.ts'
import { requireNone } from './finding-error.ts'
import type { ReaderDesk } from './reader-desk.ts'

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/** Asks for an address that the text names. */
export async function requestPage(
  desk: ReaderDesk,
  { signal }: CheckState,
  step: RequestStep,
): Promise<StepDone> {
  const { port, protocol, pathname, search } = new URL(step.url)
  const wanted = port === '' ? DEFAULT_PORTS[protocol] : Number(port)
  const asked = { port: wanted, path: pathname + search, name: step.url, protocol }
  const answer = await ask(desk, asked, signal)
  requireNone([judgePage(desk.tutorial, step, answer)])
  return { note: `GET ${step.url}: ${answer.status} "${answer.body.trim().slice(0, 60)}"` }
}

/** Asks for what a directive expects. */
export async function expectAnswer(
  desk: ReaderDesk,
  { check, signal }: CheckState,
  match: HttpMatch,
): Promise<void> {
  const { port, path } = match
  const answer = await ask(desk, { port, path, name: path }, signal)
  requireNone([judgeAnswer(desk.tutorial, check, match, answer)])
}

interface Asked {
  /** Default: the first one that the program listens on. */
  readonly port: number | undefined
  readonly path: string
  /** As it is told of. */
  readonly name: string
  /** Default: `http:`. */
  readonly protocol?: string
}

async function ask(
  desk: ReaderDesk,
  { port, path, name, protocol = 'http:' }: Asked,
  signal: AbortSignal,
): Promise<Answer> {
  const { server } = desk
  if (!server) throw nothingServes(name, 'No program that was started listens')
  const url = port === undefined ? server.url : server.urls.get(port)
  if (url === undefined) {
    throw nothingServes(name, `The program listens on port ${[...server.urls.keys()].join(', ')}`)
  }
  const asked = { server, url: url.replace('http:', protocol), path }
  try {
    const answer = await requestAnswer(supertest, asked, signal, `An answer of ${name}`)
    desk.attachments.push({
      name: `GET ${name}`,
      contentType: 'text/plain',
      body: exchangeOf(path, answer),
    })
    return answer
  } finally {
    const { stdout, stderr } = server.output()
    const body = `${stdout}${stderr}`
    if (body !== '') desk.attachments.push({ name: 'server', contentType: 'text/plain', body })
  }
}

function exchangeOf(path: string, { status, headers, body }: Answer): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)
  return `GET ${path}\n\n${status}\n${lines.join('\n')}\n\n${body}`
}

function nothingServes(name: string, found: string): NixproofError {
  return new NixproofError('DRIFT_URL', `Nothing serves ${name}`, {
    wanted: `A program that answers ${name}`,
    found,
    next: 'Correct the address, or the program',
  })
}
