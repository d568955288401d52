import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { makeDirectory } from '../../../specs/_repository.ts'
import { serve } from '../../../specs/_served.ts'
import { failure } from '../../../specs/_support.ts'
import { startWeb } from '../../../specs/_web.ts'
import type { Origin } from '../origin.ts'
import { openCassette } from './open.ts'

async function bodiesIn(directory: string): Promise<string[]> {
  return readdir(join(directory, 'bodies'))
}

test('openCassette() records what comes, and replays it without the web', async () => {
  await using directory = await makeDirectory()
  const large = randomBytes(3_000_000)
  await using web = await startWeb((request, response) => {
    const path = request.url ?? ''
    if (path === '/moved') return void response.writeHead(302, { location: '/there' }).end()
    if (path === '/nothing') return void response.writeHead(404).end('Not here')
    if (path === '/large') return void response.end(large)
    if (path === '/echo') return void text(request).then((said) => response.end(`You said ${said}`))
    response.setHeader('x-path', path).end(`This is ${path}`)
  })
  const ask = async (mode: 'replay' | 'record-all'): Promise<unknown[]> => {
    const options = { directory: directory.path, mode, through: web.origin }
    await using cassette = await openCassette(options)
    await using served = await serve(cassette)
    const at = (path: string): string => `https://example.org${path}`
    const answers = [
      await served.get(at('/a?x=1&y=2')),
      await served.get(at('/moved')),
      await served.get(at('/nothing')),
      await served.get(at('/large')),
      await served.get(at('/a?x=1&y=2'), { method: 'HEAD' }),
      await served.get(at('/echo'), { method: 'POST', body: 'hello' }),
      await served.get(at('/echo'), { method: 'POST', body: 'goodbye' }),
    ]
    expect(served.errors).toEqual([])
    return answers.map(({ status, headers, body }) => [
      status,
      headers.location,
      headers['x-path'],
      headers['content-length'],
      createHash('sha256').update(body).digest('hex'),
    ])
  }
  const recorded = await ask('record-all')
  expect(web.seen).toHaveLength(7)
  expect(recorded.map((answer) => (answer as unknown[])[0])).toEqual([
    200, 302, 404, 200, 200, 200, 200,
  ])
  const replayed = await ask('replay')
  expect(web.seen, 'the web was not asked again').toHaveLength(7)
  // A length that was not announced is known when it is replayed.
  const noLength = (answer: unknown): unknown => (answer as unknown[]).toSpliced(3, 1)
  expect(replayed.map(noLength)).toEqual(recorded.map(noLength))
})

test('openCassette() keeps one body once, and nothing that nobody needs', async () => {
  await using directory = await makeDirectory()
  let said = 'the same'
  await using web = await startWeb((_, response) => void response.end(said))
  const options = { directory: directory.path, mode: 'record-all', through: web.origin } as const
  {
    await using cassette = await openCassette(options)
    await using served = await serve(cassette)
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => served.get(`https://example.org/${index}`)),
    )
    expect(cassette.size).toBe(20)
  }
  expect(await bodiesIn(directory.path)).toEqual([
    createHash('sha256').update('the same').digest('hex'),
  ])
  said = 'another'
  {
    await using cassette = await openCassette(options)
    await using served = await serve(cassette)
    for (let index = 0; index < 20; index += 1) await served.get(`https://example.org/${index}`)
    expect(cassette.size, 'recordings are replaced').toBe(20)
  }
  expect(await bodiesIn(directory.path)).toEqual([
    createHash('sha256').update('another').digest('hex'),
  ])
})

test('openCassette() in record-new asks only for what it has not got', async () => {
  await using directory = await makeDirectory()
  let count = 0
  await using web = await startWeb((_, response) => void response.end(`answer ${(count += 1)}`))
  const options = { directory: directory.path, mode: 'record-new', through: web.origin } as const
  const ask = async (...paths: string[]): Promise<string[]> => {
    await using cassette = await openCassette(options)
    await using served = await serve(cassette)
    const answers: string[] = []
    for (const path of paths) answers.push((await served.get(`https://example.org/${path}`)).text)
    expect(served.errors).toEqual([])
    return answers
  }
  expect(await ask('a', 'a')).toEqual(['answer 1', 'answer 2'])
  // In the order of the recording, then the last one again.
  expect(await ask('a', 'b', 'a', 'a')).toEqual(['answer 1', 'answer 3', 'answer 2', 'answer 2'])
  expect(await ask('b')).toEqual(['answer 3'])
})

test('openCassette() keeps no answer that broke off, on either side', async () => {
  await using directory = await makeDirectory()
  await using web = await startWeb((request, response) => {
    if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': 1000 })
      return void response.write('only this', () => response.destroy())
    }
    if (request.url === '/chunks')
      return void response.write('and no end', () => response.destroy())
    // For ever, until the reader goes.
    const timer = setInterval(() => response.write(Buffer.alloc(10_000)), 5)
    response.once('close', () => clearInterval(timer))
  })
  {
    // It has said that there is more, and ends without an error.
    const through: Origin = {
      name: 'ends early',
      answer: async (request) =>
        request.url.pathname === '/short'
          ? { status: 200, headers: { 'content-length': 1000 }, body: Readable.from(['short']) }
          : web.origin.answer(request),
    }
    await using cassette = await openCassette({
      directory: directory.path,
      mode: 'record-all',
      through,
    })
    await using served = await serve(cassette)
    await expect(served.get('https://example.org/short')).rejects.toThrow()
    await expect(served.get('https://example.org/cut')).rejects.toThrow()
    await expect(served.get('https://example.org/chunks')).rejects.toThrow()
    const endless = served.get('https://example.org/endless', { signal: AbortSignal.timeout(200) })
    await expect(endless).rejects.toThrow()
    await expect.poll(() => bodiesIn(directory.path)).toEqual([])
    expect(cassette.size).toBe(0)
  }
  await expect(readFile(join(directory.path, 'index.yaml'))).rejects.toThrow(/ENOENT/)
})

test('openCassette() records in one process at a time', async () => {
  await using directory = await makeDirectory()
  await using web = await startWeb((_, response) => void response.end())
  const options = { directory: directory.path, mode: 'record-new', through: web.origin } as const
  {
    await using first = await openCassette(options)
    expect(first.size).toBe(0)
    expect((await failure(openCassette(options))).code).toBe('BUSY')
  }
  await using second = await openCassette(options)
  expect(second.size).toBe(0)
  const nothing = { directory: directory.path, mode: 'record-new' } as const
  expect((await failure(openCassette(nothing))).code).toBe('USAGE')
})
