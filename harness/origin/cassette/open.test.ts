import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git, makeDirectory, makeRepository } from '../../../specs/_repository.ts'
import { serve } from '../../../specs/_served.ts'
import { startWeb } from '../../../specs/_web.ts'
import { openGitOrigin } from '../git/open.ts'
import { openCassette } from './open.ts'

test('openCassette() keeps no secret', async () => {
  await using directory = await makeDirectory()
  await using web = await startWeb((_, response) => {
    response.setHeader('set-cookie', ['session=SECRET1'])
    response.setHeader('x-csrf-token', 'SECRET2')
    response.setHeader(
      'link',
      '<https://example.org/next?private_token=SECRET3&page=2>; rel="next"',
    )
    response.writeHead(302, {
      location: 'https://ada:SECRET4@objects.example.org/f?X-Amz-Signature=SECRET5&part=1',
    })
    response.end('moved')
  })
  const options = { directory: directory.path, mode: 'record-all', through: web.origin } as const
  {
    await using cassette = await openCassette(options)
    await using served = await serve(cassette)
    const { headers } = await served.get(
      'https://ada:SECRET6@example.org/a?access_token=SECRET7&b=1',
      {
        headers: {
          authorization: 'Bearer SECRET8',
          cookie: 'session=SECRET9',
          'proxy-authorization': 'Basic SECRET10',
          'private-token': 'SECRET11',
          'x-auth-token': 'SECRET12',
        },
      },
    )
    expect(headers.location, 'the client gets all').toContain('SECRET5')
  }
  const index = await readFile(join(directory.path, 'index.yaml'), 'utf8')
  expect(index).not.toContain('SECRET')
  expect(index).toContain('https://example.org/a?access_token=redacted&b=1')
  expect(index).toContain('objects.example.org/f?X-Amz-Signature=redacted&part=1')

  await using cassette = await openCassette({ directory: directory.path })
  await using served = await serve(cassette)
  const { status } = await served.get('https://example.org/a?b=1&access_token=of-somebody-else')
  expect([status, served.errors]).toEqual([302, []])
})

test('openCassette() records git clone, and replays it when the repository is gone', async () => {
  await using directory = await makeDirectory()
  const cassettePlace = join(directory.path, 'guide.cassette')
  const clone = async (url: string, name: string): Promise<string> => {
    const into = join(directory.path, name)
    const proxy = ['-c', `http.proxy=${url}`]
    await git(directory.path, ...proxy, 'clone', '--quiet', 'http://github.com/o/r', into)
    return git(into, 'rev-parse', 'HEAD:')
  }
  const recorded = await (async () => {
    await using repository = await makeRepository({ 'a.txt': 'a\n' })
    const place = { host: 'github', owner: 'o', repo: 'r', path: repository.path } as const
    await using through = await openGitOrigin(place)
    await using cassette = await openCassette({
      directory: cassettePlace,
      mode: 'record-all',
      through,
    })
    await using served = await serve(cassette)
    return await clone(served.url, 'recorded')
  })()
  await using cassette = await openCassette({ directory: cassettePlace })
  await using served = await serve(cassette)
  expect(await clone(served.url, 'replayed')).toBe(recorded)
  expect(served.errors).toEqual([])
})
