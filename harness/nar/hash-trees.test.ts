import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GitFixture, type GitFile } from '../../specs/_git.ts'
import { config } from '../config.ts'
import { Repository } from '../git/repository.ts'
import { hashArchive } from './archive.ts'
import { hashCommits, type Content, type TreeHash } from './hash-commits.ts'
import { hashTrees } from './hash-trees.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nixproof-nar-'))
  // Hashes of the tests are nobody's hashes.
  Object.assign(config, { cacheDir: join(dir, 'cache') })
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

/** Real git makes a commit in 30 ms, on a busy machine in more. */
vi.setConfig({ testTimeout: 60_000 })

const { signal } = new AbortController()
const LONG = `${'a-long-directory-name/'.repeat(12)}file-with-a-long-name.txt`

function jobFor({ gitDir, replay }: Repository, content: Content) {
  return { git: { home: replay.git.home }, gitDir, algorithm: 'sha256', content } as const
}

async function repositoryOf(name: string, steps: readonly Record<string, GitFile>[]) {
  const fixture = await GitFixture.create(join(dir, name))
  for (const [index, step] of steps.entries()) {
    await fixture.commit(new Date(Date.UTC(2025, 0, 1) + index * 1000).toISOString(), step)
  }
  return { fixture, repository: await Repository.open(fixture.path) }
}

/** Commit by commit, each from the very beginning: no hash is ever continued. */
async function oneByOne(repository: Repository, content: Content): Promise<(string | undefined)[]> {
  const digests: (string | undefined)[] = []
  for (const commit of await repository.chain(repository.replay.head)) {
    for await (const { digest } of hashCommits(jobFor(repository, content), [commit], signal)) {
      digests.push(digest)
    }
  }
  return digests
}

async function archives(repository: Repository): Promise<string[]> {
  const digests: string[] = []
  for (const { id } of await repository.chain(repository.replay.head)) {
    const digest = await hashArchive(repository.replay.git, repository.gitDir, id, 'sha256')
    digests.push(digest.toString('hex'))
  }
  return digests
}

/** In many steps, so that what a tree shares with the one before ends anywhere. */
const STEPS: readonly Record<string, GitFile>[] = [
  {
    'a.txt': 'A',
    'b/c.txt': 'C'.repeat(50_000),
    'b.txt': 'between "b" and "b/" as git sorts',
    'b-': { executable: '#!/bin/sh\n' },
    link: { link: 'b/c.txt' },
    broken: { link: '/nowhere/ä' },
    empty: '',
    [LONG]: 'deep',
    'ünï/日本語.txt': 'names',
  },
  ...['a.txt', 'b/c.txt', 'b/d', 'z', 'ünï/日本語.txt', 'b.txt', 'empty'].map((path, index) => ({
    [path]: `${path} ${index} ${'x'.repeat(index * 9000)}`,
  })),
  { 'a.txt': { executable: 'A' } },
  { 'a.txt': undefined, 'b/c.txt': undefined, 'b/d': undefined },
  { 'a.txt': 'A' },
  { big: Buffer.alloc(5 * 1024 * 1024 + 3, 7) },
  { z: 'after something too big to be kept' },
]

describe('hashTrees()', () => {
  test('has the same hashes as an archive of each commit that is unpacked on its own', async () => {
    const { repository } = await repositoryOf('plain', STEPS)
    await using _ = repository
    const commits = await repository.chain(repository.replay.head)
    const hashes = await hashTrees(jobFor(repository, 'archive'), commits, { signal })
    const digests = commits.map(({ id }) => hashes.get(id)?.digest)
    expect(digests).toEqual(await archives(repository))
    expect(digests).toEqual(await oneByOne(repository, 'archive'))
    expect(new Set(digests).size).toBe(STEPS.length)
  })

  test('does on more threads what it does on one, and again out of its cache', async () => {
    const steps = Array.from({ length: 200 }, (_, index) => ({ [`d${index % 7}/f`]: `${index}` }))
    const { path } = await GitFixture.import(join(dir, 'threads'), steps)
    await using repository = await Repository.open(path)
    const commits = await repository.chain(repository.replay.head)
    const calls: number[] = []
    const onProgress = ({ total }: { total: number }): void => void calls.push(total)
    const job = jobFor(repository, 'archive')
    const first = await hashTrees(job, commits, { signal, onProgress })
    expect(calls.at(-1)).toBe(200)
    const before = calls.length
    const again = await hashTrees(job, commits, { signal, onProgress })
    expect(calls.length).toBe(before)
    expect(again).toEqual(first)
    expect([...first.values()].map((hash: TreeHash) => hash.digest)).toEqual(
      await oneByOne(repository, 'archive'),
    )
  })

  test('minds attributes: files left out, text filled in, line ends; a checkout has all of it', async () => {
    const { repository } = await repositoryOf('attributes', [
      {
        'a.txt': 'a\nb\n',
        'docs/x': 'x',
        version: '$Format:%H$',
        '.gitattributes': '* text=auto\n',
      },
      { '.gitattributes': 'docs export-ignore\n' },
      { '.gitattributes': 'version export-subst\n' },
      { '.gitattributes': 'a.txt eol=crlf\n' },
    ])
    await using _ = repository
    const commits = await repository.chain(repository.replay.head)
    const hashes = await hashTrees(jobFor(repository, 'archive'), commits, { signal })
    expect(commits.map(({ id }) => hashes.get(id)?.digest)).toEqual(await archives(repository))
    const [plain, ignore, subst, crlf] = await oneByOne(repository, 'checkout')
    const [asArchive, ...others] = commits.map(({ id }) => hashes.get(id)?.digest)
    expect(plain).toBe(asArchive)
    expect(others).not.toContain(ignore)
    expect(others).not.toContain(subst)
    expect(crlf).toBeUndefined()
  })

  test('leaves out what git archive does: by pattern, in folders, and folders that are empty then', async () => {
    const { repository } = await repositoryOf('ignored', [
      {
        '.gitattributes':
          '*.log export-ignore\n/build/ export-ignore\n/only/sub export-ignore\n[attr]gone export-ignore\nz gone\n',
        'a/.gitattributes': 'ünï export-ignore\nkeep.log -export-ignore\n',
        'a/ünï': 'x',
        'a/keep.log': 'x',
        'a/other.log': 'x',
        'logs/deep/only.log': 'x',
        'build/x': 'x',
        'only/sub/x': 'x',
        'src/build/x': 'x',
        z: 'x',
      },
      { 'a/ünï': 'y', 'src/build/x': 'y' },
      { 'logs/deep/b': 'x', 'build/x': 'y', 'only/one.log': '' },
      { '.gitattributes': '*.log !export-ignore\n' },
      { 'a/.gitattributes': undefined },
    ])
    await using _ = repository
    const commits = await repository.chain(repository.replay.head)
    const hashes = await hashTrees(jobFor(repository, 'archive'), commits, { signal })
    expect(commits.map(({ id }) => hashes.get(id)?.digest)).toEqual(await archives(repository))
  })

  test('has an empty directory in place of a submodule, and no hash for its checkout', async () => {
    const { fixture, repository: before } = await repositoryOf('submodule', [{ a: 'a' }])
    await using _ = before
    const commit = await fixture.git('rev-parse', 'HEAD')
    await fixture.git('update-index', '--add', '--cacheinfo', `160000,${commit},sub/module`)
    await fixture.git('commit', '--quiet', '-m', 'With a submodule')
    await using repository = await Repository.open(fixture.path)
    const [, second] = await oneByOne(repository, 'archive')
    expect(second).toBe((await archives(repository))[1])
    expect((await oneByOne(repository, 'checkout'))[1]).toBeUndefined()
  })

  test('stops when it is told to', async () => {
    const steps = Array.from({ length: 30 }, (_, index) => ({ f: `stop ${index}` }))
    const { path } = await GitFixture.import(join(dir, 'stop'), steps)
    await using repository = await Repository.open(path)
    const commits = await repository.chain(repository.replay.head)
    const call = hashTrees(jobFor(repository, 'archive'), commits, { signal: AbortSignal.abort() })
    await expect(call).rejects.toThrow(/abort/i)
  })
})
