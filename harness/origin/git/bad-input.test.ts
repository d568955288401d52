import { chmod, chown, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { noRoot, skipWhere } from '../../../specs/_needs.ts'
import { git, makeDirectory, makeRepository } from '../../../specs/_repository.ts'
import { serve } from '../../../specs/_served.ts'
import { failure } from '../../../specs/_support.ts'
import { config } from '../../config.ts'
import { openGitOrigin } from './open.ts'

const PLACE = { host: 'github', owner: 'o', repo: 'r' } as const
const POINTER = `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
`

/** Origins make directories in here, and so do those of other tests, at the same time, in the usual one. */
let own: string
beforeAll(async () => {
  own = await mkdtemp(join(tmpdir(), 'nixproof-bad-input-'))
  vi.stubEnv('TMPDIR', own)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(own, { recursive: true, force: true })
})

async function refusal(path: string, rev?: string): Promise<[code: string, message: string]> {
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith('nixproof-origin-'))
  const error = await failure(
    openGitOrigin({ ...PLACE, path, ...(rev === undefined ? {} : { rev }) }),
  )
  const after = (await readdir(tmpdir())).filter((name) => name.startsWith('nixproof-origin-'))
  expect(after.length, 'nothing of it is left').toBeLessThanOrEqual(before.length)
  return [error.code, error.message]
}

describe('openGitOrigin() refuses', { concurrent: false }, () => {
  test('what is no repository, and says what to name', async () => {
    await using directory = await makeDirectory()
    const at = (name: string): string => join(directory.path, name)
    await mkdir(at('empty'))
    await writeFile(at('file'), '')
    await symlink('loop', at('loop'))
    await git(directory.path, 'init', '--quiet', 'unborn')
    await mkdir(at('unborn/sub'))
    await mkdir(at('broken/.git'), { recursive: true })
    for (const [name, message] of [
      ['empty', /is not a git repository.*git clone URL PATH/s],
      ['broken', /is not a git repository/],
      ['nowhere', /does not exist.*PATH@HEAD/s],
      ['file', /is not a directory/],
      ['loop', /leads back to itself/],
      ['unborn', /has no commit.*main/s],
      ['unborn/sub', /lies inside a repository.*Name ".*unborn"/s],
      ['unborn/.git/refs', /lies inside a repository/],
    ] as const) {
      expect([name, await refusal(at(name))]).toEqual([
        name,
        ['ORIGIN_INVALID', expect.stringMatching(message)],
      ])
    }
  })

  test('a revision that does not exist, and names the nearest', async () => {
    await using repository = await makeRepository({ a: 'a' })
    await repository.git('tag', 'v1.0')
    expect(await refusal(repository.path, 'v1.1')).toEqual([
      'ORIGIN_INVALID',
      expect.stringMatching(/no revision "v1.1".*nearest are "v1.0"/s),
    ])
    for (const rev of ['--help', 'main:a', 'deadbeef', '']) {
      expect([rev, (await refusal(repository.path, rev))[0]]).toEqual([rev, 'ORIGIN_INVALID'])
    }
  })

  test('a shallow clone without the revision, and serves what it has', async () => {
    await using upstream = await makeRepository()
    const old = await upstream.commit({ a: 'a' })
    await upstream.commit({ a: 'b' })
    await using directory = await makeDirectory()
    await git(directory.path, 'clone', '--quiet', '--depth=1', `file://${upstream.path}`, 'clone')
    const path = join(directory.path, 'clone')
    expect(await refusal(path, old)).toEqual([
      'ORIGIN_INCOMPLETE',
      expect.stringContaining('fetch --unshallow'),
    ])
    await using origin = await openGitOrigin({ ...PLACE, path })
    await using served = await serve(origin)
    const proxy = ['-c', `http.proxy=${served.url}`]
    await git(directory.path, ...proxy, 'clone', '--quiet', 'http://github.com/o/r', 'again')
    expect((await served.get('https://raw.githubusercontent.com/o/r/main/a')).text).toBe('b')
    // Where history ends, a path that is gone is only not there.
    expect((await served.get('https://raw.githubusercontent.com/o/r/main/z')).status).toBe(404)
    expect(served.errors).toEqual([])
  })

  test('requests that a partial clone cannot answer, and fetches nothing', async () => {
    await using upstream = await makeRepository({ a: 'a', b: 'b' })
    await upstream.git('config', 'uploadpack.allowFilter', 'true')
    await using directory = await makeDirectory()
    const args = ['--filter=blob:none', '--no-checkout', `file://${upstream.path}`, 'clone']
    await git(directory.path, 'clone', '--quiet', ...args)
    const path = join(directory.path, 'clone')
    await using origin = await openGitOrigin({ ...PLACE, path })
    await using served = await serve(origin)
    for (const url of [
      'https://codeload.github.com/o/r/tar.gz/main',
      'https://raw.githubusercontent.com/o/r/main/a',
    ]) {
      const { status, text } = await served.get(url)
      expect([url, status, text]).toEqual([url, 502, expect.stringContaining('ORIGIN_INCOMPLETE')])
    }
    const missing = await git(path, 'rev-list', '--objects', '--all', '--missing=print')
    expect(missing.match(/^\?/gm), 'still not fetched').toHaveLength(2)
    const proxy = ['-c', `http.proxy=${served.url}`]
    await expect(
      git(directory.path, ...proxy, 'clone', '--quiet', 'http://github.com/o/r', 'again'),
    ).rejects.toThrow(/502/)
    // What it has, it serves.
    await git(path, 'checkout', '--quiet', 'main')
    expect((await served.get('https://codeload.github.com/o/r/tar.gz/main')).status).toBe(200)
  })

  test('a file that is broken in the clone, by cutting the connection', async () => {
    await using repository = await makeRepository({ a: 'a', 'z.bin': Buffer.alloc(4_000_000, 7) })
    const blob = await repository.git('rev-parse', 'HEAD:z.bin')
    await using origin = await openGitOrigin({ ...PLACE, path: repository.path })
    await using served = await serve(origin)
    const object = join(repository.path, '.git', 'objects', blob.slice(0, 2), blob.slice(2))
    await chmod(object, 0o644)
    await writeFile(object, 'rubbish')
    const answer = served.get('https://codeload.github.com/o/r/tar.gz/main')
    // Before the first byte it is an answer, after it the connection breaks: never a short archive.
    expect(
      await answer.then(
        ({ status }) => status,
        () => 'cut',
      ),
    ).not.toBe(200)
    expect(served.errors).toHaveLength(1)
  })
})

test('openGitOrigin() notes submodules and LFS pointers', async () => {
  await using repository = await makeRepository({
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    'a.bin': POINTER,
    'b.bin': 'a real file\n',
    'c.txt': POINTER,
  })
  await mkdir(join(repository.path, 'module'))
  const link = `160000,${'1'.repeat(40)},module`
  await repository.git('update-index', '--add', '--cacheinfo', link)
  const commit = await repository.commit({})
  await using origin = await openGitOrigin({ ...PLACE, path: repository.path })
  await using served = await serve(origin)
  for (const _ of [1, 2]) {
    expect((await served.get('https://codeload.github.com/o/r/tar.gz/main')).status).toBe(200)
  }
  expect(origin.notes).toEqual([
    { code: 'SUBMODULES_LEFT_OUT', commit, paths: ['module'] },
    { code: 'LFS_POINTERS', commit, paths: ['a.bin', 'c.txt'] },
  ])
})

test('openGitOrigin() takes nothing from the environment but PATH, and says when git is not on it', async () => {
  await using repository = await makeRepository({ a: 'a' })
  const open = new URL('open.ts', import.meta.url).href
  const place = JSON.stringify({ ...PLACE, path: repository.path })
  const script = `import { openGitOrigin } from '${open}'
    const said = await openGitOrigin(${place}).then(({ head }) => head, ({ code, message }) => code + message)
    console.log(said)
    process.exit()`
  const run = async (env: Record<string, string>): Promise<string> => {
    const args = ['--input-type=module', '--eval', script]
    const { stdout } = await execa(process.execPath, args, { env, extendEnv: false })
    return stdout
  }
  const hook = { GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere', GIT_OBJECT_DIRECTORY: '/nowhere' }
  expect(await run({ PATH: config.path, ...hook })).toBe(await repository.git('rev-parse', 'HEAD'))
  expect(await run({ PATH: '/nowhere' })).toMatch(/^GIT_NOT_FOUND.*apt-get install git/s)
})

test('openGitOrigin() reads the clone of another user', async (context) => {
  skipWhere(context, noRoot)
  await using repository = await makeRepository({ a: 'a' })
  await chown(repository.path, 12345, 12345)
  await chown(join(repository.path, '.git'), 12345, 12345)
  await expect(repository.git('status')).rejects.toThrow(/dubious ownership/)
  await using origin = await openGitOrigin({ ...PLACE, path: repository.path })
  await using served = await serve(origin)
  expect((await served.get('https://codeload.github.com/o/r/tar.gz/main')).status).toBe(200)
  await rm(repository.path, { recursive: true })
})
