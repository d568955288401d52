import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { execa } from 'execa'
import { NixproofError } from '../harness/errors.ts'
import type { Origin, OriginResponse } from '../harness/origin/origin.ts'

export const BIG: Buffer = Buffer.alloc(5_000_000, 'nixproof ')

type Answer = (url: URL, body: Readable) => OriginResponse | Promise<OriginResponse>

/** What an origin may do, by the name of its host. */
export const ANSWERS: Record<string, Answer> = {
  'good.test': (url) => ({ status: 200, body: `this is ${url.href}` }),
  'big.test': () => ({
    status: 200,
    headers: { 'content-length': BIG.length },
    body: Readable.from([BIG]),
  }),
  'echo.test': async (_, body) => ({
    status: 200,
    body: await buffer(body),
  }),
  'moved.test': () => ({ status: 302, headers: { location: 'https://good.test/there' } }),
  'hang.test': () => new Promise(() => {}),
  'stall.test': () => ({ status: 200, body: Readable.from(slow()) }),
  'cut.test': () => ({
    status: 200,
    headers: { 'content-length': 100 },
    body: Readable.from(broken()),
  }),
  'short.test': () => ({
    status: 200,
    headers: { 'content-length': 100 },
    body: Readable.from([Buffer.alloc(10)]),
  }),
  'long.test': () => ({
    status: 200,
    headers: { 'content-length': 10 },
    body: Readable.from([Buffer.alloc(100)]),
  }),
  'busy.test': () => ({ status: 429, headers: { 'retry-after': '0' }, body: 'too many' }),
  'ill.test': () => ({ status: 500, body: 'ill' }),
  'bug.test': () => Promise.reject(new Error('a bug')),
  'told.test': () =>
    Promise.reject(
      new NixproofError('WORKSPACE_NOT_FOUND', 'There is no clone', { next: 'Clone it' }),
    ),
}

async function* slow(): AsyncGenerator<Buffer> {
  yield Buffer.from('a beginning')
  await new Promise(() => {})
}

async function* broken(): AsyncGenerator<Buffer> {
  yield Buffer.from('a beginning')
  await Promise.resolve()
  throw new Error('the disk is gone')
}

export const origin: Origin = {
  name: 'the spec',
  answer: async ({ url, body }) => ANSWERS[url.hostname]?.(url, body),
}

/** A bare repository as plain files, as any web server can serve it. */
export async function makeRepository(dir: string): Promise<void> {
  const line = `git init -q work && cd work && echo content >file && git add file &&
    git -c user.name=a -c user.email=a@b.test commit -qm first &&
    git clone -q --bare . ../repository.git && git -C ../repository.git update-server-info`
  await execa('sh', ['-c', line], { cwd: dir })
}
