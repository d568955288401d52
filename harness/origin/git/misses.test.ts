import { expect, test } from 'vitest'
import { makeRepository } from '../../../specs/_repository.ts'
import { serve } from '../../../specs/_served.ts'
import { openGitOrigin } from './open.ts'

const PAGE = 'https://github.com/Owner/Repo'
const CODE = 'https://codeload.github.com/Owner/Repo'
const RAW = 'https://raw.githubusercontent.com/Owner/Repo'
const PLACE = { host: 'github', owner: 'Owner', repo: 'Repo' } as const

test('openGitOrigin() has more than one answer to the name of a branch and a tag that differ', async () => {
  await using repository = await makeRepository({ a: 'a' })
  await repository.git('branch', 'both')
  await repository.commit({ a: 'b' })
  await repository.git('tag', 'both')
  await using origin = await openGitOrigin({ ...PLACE, path: repository.path })
  await using served = await serve(origin)
  for (const url of [`${PAGE}/archive/both.tar.gz`, `${CODE}/tar.gz/both`]) {
    const { status, text } = await served.get(url)
    expect([status, text]).toEqual([
      300,
      'the given path has multiple possibilities: refs/heads/both, refs/tags/both',
    ])
  }
  expect((await served.get(`${CODE}/tar.gz/refs/tags/both`)).status).toBe(200)
})

test("openGitOrigin() knows nothing of git's own notation, nor of paths that lead out", async () => {
  await using repository = await makeRepository({ 'a.txt': 'a\n', 'd/b.txt': 'b\n' })
  await repository.commit({ 'a.txt': 'b\n' }, 'Second')
  await using origin = await openGitOrigin({ ...PLACE, path: repository.path })
  await using served = await serve(origin)
  const revisions = ['main~1', 'main%5E', ':%2FSecond', '--help', 'refs', 'main@%7B0%7D']
  const paths = ['%2e%2e%2fa.txt', '', 'd', 'd/', '*.txt', ':(glob)a.txt', 'a.txt/b']
  for (const target of [
    ...revisions.map((revision) => `${revision}/a.txt`),
    ...paths.map((path) => `main/${path}`),
  ]) {
    expect([target, (await served.get(`${RAW}/${target}`)).status]).toEqual([target, 404])
  }
  expect((await served.get(`${RAW}/main/a.txt`)).status).toBe(200)
  expect((await served.get(`${RAW}/main/%FF`)).status).toBe(599)
  expect((await served.get(`${RAW}/main/a.txt`, { method: 'DELETE' })).status).toBe(405)
})

test('openGitOrigin() remembers what is not there, with the nearest and where it moved', async () => {
  await using repository = await makeRepository({
    'default.nix': '{ }\n',
    'old/name.nix': '{ a = 1; }\n',
  })
  await repository.git('tag', 'v1.0')
  await repository.git('mv', 'old/name.nix', 'between.nix')
  await repository.commit({})
  await repository.git('mv', 'between.nix', 'new name.nix')
  const head = await repository.commit({})
  await using origin = await openGitOrigin({ ...PLACE, path: repository.path })
  await using served = await serve(origin)
  const missing = await served.get(`${RAW}/main/old/name.nix`)
  expect([missing.status, missing.text]).toEqual([404, '404: Not Found'])
  for (const url of [
    `${RAW}/main/old/name.nix`,
    `${RAW}/main/default.nxi`,
    `${CODE}/tar.gz/v1.1`,
  ]) {
    expect((await served.get(url)).status).toBe(404)
  }
  const where = { what: 'path', in: { name: 'main', commit: head } }
  expect(origin.misses).toEqual([
    {
      ...where,
      url: `${RAW}/main/old/name.nix`,
      name: 'old/name.nix',
      nearest: ['new name.nix'],
      movedTo: 'new name.nix',
    },
    { ...where, url: `${RAW}/main/default.nxi`, name: 'default.nxi', nearest: ['default.nix'] },
    { url: `${CODE}/tar.gz/v1.1`, what: 'revision', name: 'v1.1', nearest: ['v1.0'] },
  ])
})
