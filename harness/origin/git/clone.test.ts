import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { git, makeDirectory, makeRepository } from '../../../specs/_repository.ts'
import { serve } from '../../../specs/_served.ts'
import { openGitOrigin } from './open.ts'

describe('openGitOrigin() for git clone', () => {
  test.for([
    ['github', 'o', 'http://github.com/o/r.git'],
    ['github', 'o', 'http://github.com/O/R'],
    ['gitlab', 'g/sub', 'http://gitlab.com/g/sub/r.git'],
    ['codeberg', 'o', 'http://codeberg.org/o/r.git'],
  ] as const)('%s:%s/r is cloned from %s, as it is at @REV', async ([host, owner, url]) => {
    await using repository = await makeRepository()
    const old = await repository.commit({ 'a.txt': 'old\n' })
    await repository.git('branch', 'feature/x')
    await repository.git('tag', '--annotate', '--message', 'One', 'v1.0')
    const young = await repository.commit({ 'a.txt': 'young\n' })
    await using directory = await makeDirectory()
    await using origin = await openGitOrigin({
      host,
      owner,
      repo: 'r',
      path: repository.path,
      rev: old,
    })
    await using served = await serve(origin)

    const proxy = ['-c', `http.proxy=${served.url}`]
    await git(directory.path, ...proxy, 'clone', '--quiet', url, 'c')
    const clone = join(directory.path, 'c')
    expect(await readFile(join(clone, 'a.txt'), 'utf8')).toBe('old\n')
    expect(
      (await git(clone, 'branch', '--remotes', '--format=%(refname:short)')).split('\n'),
    ).toEqual(expect.arrayContaining(['origin/feature/x', 'origin/main']))
    expect(await git(clone, 'rev-parse', 'v1.0^{commit}')).toBe(old)
    // As nixpkgs' fetchgit does: one commit, by its id.
    await git(clone, ...proxy, 'fetch', '--quiet', '--depth=1', 'origin', young)
    expect(await git(clone, 'show', `${young}:a.txt`)).toBe('young')
    // With the protocol of old, too.
    const v0 = ['-c', 'protocol.version=0']
    await git(
      directory.path,
      ...proxy,
      ...v0,
      'clone',
      '--quiet',
      '--depth=1',
      '--branch',
      'v1.0',
      url,
      'd',
    )
    expect(await git(join(directory.path, 'd'), 'rev-list', '--count', 'HEAD')).toBe('1')

    await git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'Mine')
    await expect(git(clone, ...proxy, 'push', '--quiet', 'origin', 'HEAD:main')).rejects.toThrow(
      /403/,
    )
    expect(await repository.git('rev-parse', 'main')).toBe(young)
    expect(served.errors).toEqual([])
  })

  test('remote-tracking branches are branches, bare clones and worktrees are clones', async () => {
    await using upstream = await makeRepository({ 'a.txt': 'a\n' })
    await upstream.git('branch', 'topic')
    await using directory = await makeDirectory()
    const at = (name: string): string => join(directory.path, name)
    await git(directory.path, 'clone', '--quiet', upstream.path, 'ordinary')
    await git(directory.path, 'clone', '--quiet', '--bare', upstream.path, 'bare.git')
    await git(at('ordinary'), 'worktree', 'add', '--quiet', '--detach', at('tree'))
    for (const name of ['ordinary', 'bare.git', 'tree', 'ordinary/.git']) {
      const place = { host: 'github', owner: 'o', repo: 'r', path: at(name) } as const
      await using origin = await openGitOrigin(place)
      await using served = await serve(origin)
      expect([name, origin.defaultBranch]).toEqual([name, 'main'])
      const { text } = await served.get('https://raw.githubusercontent.com/o/r/topic/a.txt')
      expect([name, text]).toEqual([name, 'a\n'])
    }
  })

  test("what stands in the clone's configuration, hooks, attributes and replacements is nothing", async () => {
    await using repository = await makeRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' })
    await mkdir(join(repository.path, '.git', 'info'), { recursive: true })
    await writeFile(join(repository.path, '.git', 'info', 'attributes'), '*.txt export-ignore\n')
    await repository.git('config', 'core.autocrlf', 'true')
    await repository.git('config', 'tar.tar.gz.command', 'false')
    const blob = await repository.git('rev-parse', 'HEAD:a.txt')
    await repository.git('replace', blob, await repository.git('rev-parse', 'HEAD:b.txt'))
    const place = { host: 'github', owner: 'o', repo: 'r', path: repository.path } as const
    await using origin = await openGitOrigin(place)
    await using served = await serve(origin)
    const { text } = await served.get('https://raw.githubusercontent.com/o/r/main/a.txt')
    expect(text).toBe('a\n')
    const { body } = await served.get('https://codeload.github.com/o/r/zip/main')
    expect(body.includes('r-main/a.txt')).toBe(true)
  })

  test('a repository of SHA-256 objects, in a directory with an odd name', async () => {
    await using directory = await makeDirectory()
    // Where it is cannot be written into a file of git's as it is.
    const path = join(directory.path, '"odd" ä # name')
    await git(directory.path, 'init', '--quiet', '--object-format=sha256', path)
    await writeFile(join(path, '.gitkeep'), '')
    await git(path, 'add', '--all')
    await git(path, 'commit', '--quiet', '--message', 'One')
    await using origin = await openGitOrigin({ host: 'github', owner: 'o', repo: 'r', path })
    await using served = await serve(origin)
    expect(origin.head).toMatch(/^[0-9a-f]{64}$/)
    const { status, headers, text } = await served.get(
      'https://raw.githubusercontent.com/o/r/main/.gitkeep',
    )
    expect([status, headers['content-length'], text]).toEqual([200, '0', ''])
    expect((await served.get('https://codeload.github.com/o/r/tar.gz/main')).status).toBe(200)
    expect(served.errors).toEqual([])
  })

  test('nothing is left when it is disposed', async () => {
    await using repository = await makeRepository({ 'a.txt': 'a\n' })
    const place = { host: 'github', owner: 'o', repo: 'r', path: repository.path } as const
    const origin = await openGitOrigin(place)
    await origin[Symbol.asyncDispose]()
    await expect(readFile(join(origin.gitDir, 'HEAD'))).rejects.toThrow(/ENOENT/)
  })
})
