import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NixproofError } from '../../errors.ts'
import { makeDirectory } from '../../../specs/_repository.ts'
import { serve, type Served } from '../../../specs/_served.ts'
import { failure } from '../../../specs/_support.ts'
import { startWeb } from '../../../specs/_web.ts'
import { cassettePath, parseCassetteMode } from './mode.ts'
import { openCassette } from './open.ts'

/** A cassette with these recorded, each with its own path as the answer. */
async function record(directory: string, ...urls: string[]): Promise<void> {
  await using web = await startWeb((request, response) => {
    response.setHeader('etag', '"one"').end(`${request.url} ${request.headers.accept ?? ''}`)
  })
  await using cassette = await openCassette({ directory, mode: 'record-all', through: web.origin })
  await using served = await serve(cassette)
  for (const url of urls) await served.get(url)
}

function lastError({ errors }: Served): NixproofError {
  const error = errors.at(-1)
  expect(error).toBeInstanceOf(NixproofError)
  return error as NixproofError
}

describe('openCassette() in replay', () => {
  test('says what is not recorded, what is nearest, and what of it differs', async () => {
    await using directory = await makeDirectory()
    await record(
      directory.path,
      'https://example.org/a?x=1&y=2',
      'https://example.org/b',
      'https://other.org/z',
    )
    await using cassette = await openCassette({ directory: directory.path })
    await using served = await serve(cassette)
    expect((await served.get('https://example.org/a?y=2&x=1')).status).toBe(200)

    await served.get('https://example.org/a?x=1&y=3')
    const { code, message, blame } = lastError(served)
    expect([code, blame]).toEqual(['NOT_RECORDED', 'environment'])
    expect(message.replaceAll(directory.path, 'DIR')).toBe(
      `GET https://example.org/a?x=1&y=3 is not recorded [NOT_RECORDED]
  wanted  A recording of it in "DIR"
  found   GET https://example.org/a?x=1&y=2 differs in query (recorded "x=1&y=2", asked for "x=1&y=3")
          GET https://example.org/b differs in path (recorded "/b", asked for "/a"), query (recorded "", asked for "x=1&y=3")
  next    Record it where there is internet, in mode "record-new"; or correct the address`,
    )
    const differs = async (...args: Parameters<Served['get']>): Promise<string> => {
      await served.get(...args)
      return lastError(served).details.found?.split('\n', 1)[0] ?? ''
    }
    expect(await differs('https://example.org/b', { method: 'POST', body: 'x' })).toMatch(
      /method .*body/,
    )
    expect(await differs('https://example.com/b')).toMatch(/host .*example\.org.*example\.com/)
    expect(await differs('https://example.org/b', { headers: { range: 'bytes=5-' } })).toMatch(
      /header range/,
    )
    expect(await differs('https://nowhere.net/n')).toBe('Nothing like it, of 3')
  })

  test('tells a client that has it already, and counts "anything" as no wish', async () => {
    await using directory = await makeDirectory()
    await record(directory.path, 'https://example.org/a')
    await using cassette = await openCassette({ directory: directory.path })
    await using served = await serve(cassette)
    const url = 'https://example.org/a'
    expect((await served.get(url, { headers: { 'if-none-match': '"one"' } })).status).toBe(304)
    expect((await served.get(url, { headers: { 'if-none-match': '"two"' } })).status).toBe(200)
    expect((await served.get(url, { headers: { accept: '*/*' } })).status).toBe(200)
    await served.get(url, { headers: { accept: 'application/vnd.github.sha' } })
    expect(lastError(served).code).toBe('NOT_RECORDED')
  })

  test('an empty or absent cassette has no recordings, and off passes on', async () => {
    await using directory = await makeDirectory()
    const absent = join(directory.path, 'absent.cassette')
    await using cassette = await openCassette({ directory: absent })
    await using served = await serve(cassette)
    await served.get('https://example.org/a')
    expect(lastError(served).message).toContain('No recordings at all')
    await using off = await openCassette({ directory: absent, mode: 'off' })
    await using passed = await serve(off)
    expect((await passed.get('https://example.org/a')).status).toBe(599)
    expect(await readdir(directory.path)).toEqual([])
  })

  test('a body that was changed or removed is noticed before a byte of it is sent', async () => {
    await using directory = await makeDirectory()
    await record(directory.path, 'https://example.org/a')
    const bodies = join(directory.path, 'bodies')
    const [name = ''] = await readdir(bodies)
    await writeFile(join(bodies, name), 'something else')
    await using cassette = await openCassette({ directory: directory.path })
    await using served = await serve(cassette)
    expect((await served.get('https://example.org/a')).status).toBe(502)
    expect(lastError(served).code).toBe('CASSETTE_INVALID')
    expect(lastError(served).details.found).toContain('Other contents than were recorded')
  })

  test('an index of another version, or without sense, is refused', async () => {
    await using directory = await makeDirectory()
    const file = join(directory.path, 'index.yaml')
    await mkdir(directory.path, { recursive: true })
    for (const [index, next] of [
      ['version: 2\nrecordings: []\n', /Update nixproof/],
      ['version: 0\nrecordings: []\n', /record it again/],
      ['recordings: []\n', /record it again/],
      ['version: 1\n', /record it again/],
      ['version: 1\nrecordings: [{ request: 1 }]\n', /record it again/],
      ['version: 1\nrecordings: [', /record it again/],
      ['- a list\n', /record it again/],
    ] as const) {
      await writeFile(file, index)
      const error = await failure(openCassette({ directory: directory.path }))
      expect([index, error.code, error.details.next]).toEqual([
        index,
        'CASSETTE_INVALID',
        expect.stringMatching(next),
      ])
      expect(error.details.place).toEqual({ file })
    }
    // A body's name never leads out of the folder.
    await record(directory.path + '/x', 'https://example.org/a')
    const good = await readFile(join(directory.path, 'x', 'index.yaml'), 'utf8')
    await writeFile(file, good.replace(/sha256: \w+/, 'sha256: ../../../etc/passwd'))
    expect((await failure(openCassette({ directory: directory.path }))).code).toBe(
      'CASSETTE_INVALID',
    )
  })
})

test('parseCassetteMode() takes the four modes, and names them', () => {
  const modes = ['replay', 'record-new', 'record-all', 'off']
  expect(modes.map(parseCassetteMode)).toEqual(modes)
  expect(() => parseCassetteMode('record')).toThrow(/"replay", "record-new", "record-all", "off"/)
})

test('cassettePath() is beside the tutorial', () => {
  expect(cassettePath('docs/guide.md')).toBe('docs/guide.cassette')
})
