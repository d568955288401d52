import { gunzipSync } from 'node:zlib'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRepository, type TestRepository } from '../../../specs/_repository.ts'
import { serve, type Served } from '../../../specs/_served.ts'
import { openGitOrigin, type GitOrigin } from './open.ts'

const PAGE = 'https://github.com/Owner/Repo'
const CODE = 'https://codeload.github.com/Owner/Repo'
const RAW = 'https://raw.githubusercontent.com/Owner/Repo'
const API = 'https://api.github.com/repos/Owner/Repo'

describe('openGitOrigin() as GitHub', () => {
  let repository: TestRepository
  let origin: GitOrigin
  let served: Served
  let first: string
  let head: string

  beforeAll(async () => {
    repository = await makeRepository()
    first = await repository.commit({ 'default.nix': '{ }\n', 'old/name.nix': '{ a = 1; }\n' })
    await repository.git('tag', '--annotate', '--message', 'One', 'v1.0')
    await repository.git('branch', 'feature/x')
    await repository.git('mv', 'old/name.nix', 'new name.nix')
    head = await repository.commit({
      'ä.txt': 'ä',
      'a.bin': Buffer.from([1, 0, 2]),
      link: { link: 'default.nix' },
    })
    origin = await openGitOrigin({
      host: 'github',
      owner: 'Owner',
      repo: 'Repo',
      path: repository.path,
    })
    served = await serve(origin)
  })
  afterAll(async () => {
    await served[Symbol.asyncDispose]()
    await origin[Symbol.asyncDispose]()
    await repository[Symbol.asyncDispose]()
  })

  async function folderOf(url: string): Promise<string> {
    const { body } = await served.get(url)
    const { stdout } = await execa('tar', ['--list', '--gzip'], { input: body })
    return stdout.split('/', 1)[0] ?? ''
  }

  test.for([
    ['archive/main.tar.gz', `${CODE}/tar.gz/main`],
    ['archive/refs/heads/feature/x.tar.gz', `${CODE}/tar.gz/refs/heads/feature/x`],
    ['archive/refs/tags/v1.0.zip', `${CODE}/zip/refs/tags/v1.0`],
    // GitHub learns only at codeload that there is no such thing.
    ['archive/nothing.tar.gz', `${CODE}/tar.gz/nothing`],
    ['tarball/main', `${CODE}/legacy.tar.gz/main`],
    ['raw/main/new%20name.nix', `${RAW}/main/new%20name.nix`],
    ['blob/main/default.nix?raw=true', `${RAW}/main/default.nix`],
  ])('%s is a redirect', async ([path, location]) => {
    const { status, headers } = await served.get(`${PAGE}/${path}`)
    expect([status, headers.location]).toEqual([302, location])
  })

  test.for([
    ['tar.gz/main', 'Repo-main'],
    ['tar.gz/refs/heads/feature/x', 'Repo-feature-x'],
    ['tar.gz/v1.0', 'Repo-1.0'],
    ['tar.gz/HEAD', 'Repo-HEAD'],
  ])('%s is an archive of one folder, "%s"', async ([path, folder]) => {
    const { status, headers } = await served.get(`${CODE}/${path}`)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('application/x-gzip')
    expect(headers['content-disposition']).toBe(`attachment; filename=${folder}.tar.gz`)
    expect(await folderOf(`${CODE}/${path}`)).toBe(folder)
  })

  test('an archive of a commit is called by its whole id, one of the API by seven letters', async () => {
    expect(await folderOf(`${CODE}/tar.gz/${first}`)).toBe(`Repo-${first}`)
    expect(await folderOf(`${CODE}/tar.gz/${first.slice(0, 8)}`)).toBe(`Repo-${first}`)
    const { headers } = await served.get(`${API}/tarball/v1.0`)
    expect(headers.location).toBe(`${CODE}/legacy.tar.gz/v1.0`)
    expect(await folderOf(`${headers.location}`)).toBe(`Owner-Repo-${first.slice(0, 7)}`)
  })

  test('the bytes of an archive are those of git archive and gzip, each time', async () => {
    const { body } = await served.get(`${CODE}/tar.gz/main`)
    const { body: again } = await served.get(`${CODE}/tar.gz/main`)
    expect(again.equals(body)).toBe(true)
    const args = ['-C', repository.path, 'archive', '--format=tar', '--prefix=Repo-main/', 'main']
    const tar = await execa('git', args, { encoding: 'buffer' })
    expect(gunzipSync(body).equals(tar.stdout)).toBe(true)
    const gzip = await execa('gzip', ['--no-name'], { input: tar.stdout, encoding: 'buffer' })
    expect(body.equals(gzip.stdout)).toBe(true)
  })

  test('a zip archive holds the files', async () => {
    const { body, headers } = await served.get(`${CODE}/zip/main`)
    expect(headers['content-type']).toBe('application/zip')
    expect(body.subarray(0, 2).toString()).toBe('PK')
    expect(body.includes('Repo-main/default.nix')).toBe(true)
  })

  test.for([
    ['main/default.nix', '{ }\n'],
    ['refs/heads/main/default.nix', '{ }\n'],
    ['refs/tags/v1.0/old/name.nix', '{ a = 1; }\n'],
    ['feature/x/old/name.nix', '{ a = 1; }\n'],
    ['refs/heads/feature/x/old/name.nix', '{ a = 1; }\n'],
    ['HEAD/new%20name.nix', '{ a = 1; }\n'],
    ['main/%C3%A4.txt', 'ä'],
    ['main/link', 'default.nix'],
  ])('the raw file %s', async ([path, text]) => {
    const answer = await served.get(`${RAW}/${path}`)
    expect([answer.status, answer.text]).toEqual([200, text])
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
  })

  test('a raw file at a commit, also by the beginning of its id', async () => {
    expect((await served.get(`${RAW}/${first}/old/name.nix`)).text).toBe('{ a = 1; }\n')
    expect((await served.get(`${RAW}/${first.slice(0, 9)}/old/name.nix`)).text).toBe('{ a = 1; }\n')
  })

  test('binary files, HEAD, and what the client has already', async () => {
    const { headers, body } = await served.get(`${RAW}/main/a.bin`)
    expect([headers['content-type'], [...body]]).toEqual(['application/octet-stream', [1, 0, 2]])
    const only = await served.get(`${RAW}/main/a.bin`, { method: 'HEAD' })
    expect([only.status, only.headers['content-length'], only.text]).toEqual([200, '3', ''])
    for (const url of [`${RAW}/main/a.bin`, `${CODE}/tar.gz/main`]) {
      const { headers: told } = await served.get(url)
      const again = await served.get(url, { headers: { 'if-none-match': String(told.etag) } })
      expect([again.status, again.text]).toEqual([304, ''])
    }
  })

  test('the API resolves refs to commits, in its two ways', async () => {
    const { text } = await served.get(`${API}/commits/v1.0`)
    const tree = await repository.git('rev-parse', 'v1.0^{tree}')
    const when = '2025-01-01T13:52:23Z'
    expect(JSON.parse(text)).toMatchObject({
      sha: first,
      commit: { tree: { sha: tree }, committer: { name: 'Ada', date: when }, message: 'Change' },
      parents: [],
    })
    for (const [ref, commit] of [
      ['main', head],
      ['HEAD', head],
      ['feature/x', first],
    ]) {
      const headers = { accept: 'application/vnd.github.sha' }
      expect((await served.get(`${API}/commits/${ref}`, { headers })).text).toBe(commit)
    }
    expect(JSON.parse((await served.get(API)).text)).toMatchObject({ default_branch: 'main' })
    expect((await served.get(`${API}/commits/nothing`)).status).toBe(422)
  })

  test('owner and repository are matched in any case, others are not ours', async () => {
    const { status } = await served.get('https://raw.githubusercontent.com/owner/REPO/main/link')
    expect(status).toBe(200)
    for (const url of [
      'https://github.com/Owner/Other/archive/main.tar.gz',
      'https://github.com/Other/Repo/archive/main.tar.gz',
      'https://gitlab.com/Owner/Repo/-/archive/main/Repo-main.tar.gz',
      'https://cache.nixos.org/nix-cache-info',
      // Of the repository, but not in a clone.
      `${PAGE}/releases/download/v1.0/app.tar.gz`,
      `${PAGE}/blob/main/default.nix`,
    ]) {
      expect([url, (await served.get(url)).status]).toEqual([url, 599])
    }
  })
})
