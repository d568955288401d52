import { execa } from 'execa'
import { expect, test } from 'vitest'
import { makeRepository } from '../../../specs/_repository.ts'
import { serve, type Served } from '../../../specs/_served.ts'
import { openGitOrigin } from './open.ts'

async function folderOf(served: Served, url: string): Promise<string> {
  const { status, body } = await served.get(url)
  expect([url, status]).toEqual([url, 200])
  const { stdout } = await execa('tar', ['--list', '--gzip'], { input: body })
  return stdout.split('/', 1)[0] ?? ''
}

test('openGitOrigin() as GitLab, in a subgroup', async () => {
  await using repository = await makeRepository()
  const commit = await repository.commit({ 'a/b.txt': 'b\n' })
  await repository.git('tag', 'v1.0')
  await repository.git('branch', 'feature/x')
  const place = {
    host: 'gitlab',
    owner: 'Group/Sub',
    repo: 'Re.po',
    path: repository.path,
  } as const
  await using origin = await openGitOrigin(place)
  await using served = await serve(origin)
  const page = 'https://gitlab.com/group/sub/re.po'
  // As nixpkgs' fetchFromGitLab writes it.
  const api = 'https://gitlab.com/api/v4/projects/group%2Fsub%2Fre%2Epo'
  const archive = `${api}/repository/archive.tar.gz`

  expect(await folderOf(served, `${page}/-/archive/v1.0/Re.po-v1.0.tar.gz`)).toBe('Re.po-v1.0')
  expect(await folderOf(served, `${page}/-/archive/feature/x/Re.po-feature-x.tar.gz`)).toBe(
    'Re.po-feature-x',
  )
  expect(await folderOf(served, `${page}/-/archive/v1.0/other.tar.gz`)).toBe(`Re.po-v1.0-${commit}`)
  expect(await folderOf(served, `${archive}?sha=refs%2Ftags%2Fv1%2E0`)).toMatch(/^Re\.po-.*v1\.0-/)
  expect(await folderOf(served, `${archive}?sha=${commit}`)).toBe(`Re.po-${commit}`)
  expect(await folderOf(served, archive)).toMatch(/^Re\.po-/)

  expect((await served.get(`${page}/-/raw/feature/x/a/b.txt`)).text).toBe('b\n')
  expect((await served.get(`${api}/repository/files/a%2Fb.txt/raw?ref=v1.0`)).text).toBe('b\n')
  // As Nix's gitlab: flake references do.
  const list = JSON.parse(
    (await served.get(`${api}/repository/commits?ref_name=main`)).text,
  ) as unknown
  expect(list).toMatchObject([{ id: commit, committed_date: '2025-01-01T13:52:23Z' }])
  const one = JSON.parse((await served.get(`${api}/repository/commits/v1.0`)).text) as unknown
  expect(one).toMatchObject({ id: commit, title: 'Change' })
  expect(JSON.parse((await served.get(api)).text)).toMatchObject({ default_branch: 'main' })

  expect((await served.get(`${archive}?sha=v2`)).status).toBe(404)
  expect((await served.get(`${page}/-/raw/main/c.txt`)).status).toBe(404)
  expect((await served.get(`${page}/-/issues`)).status).toBe(599)
  expect((await served.get('https://gitlab.com/group/re.po/-/raw/main/a/b.txt')).status).toBe(599)
  expect(origin.misses.map(({ what, name }) => [what, name])).toEqual([
    ['revision', 'v2'],
    ['path', 'c.txt'],
  ])
})

test('openGitOrigin() as Codeberg', async () => {
  await using repository = await makeRepository()
  const commit = await repository.commit({ 'a/b.txt': 'b\n' })
  await repository.git('tag', 'v1.0')
  await repository.git('branch', 'feature/x')
  const place = { host: 'codeberg', owner: 'Owner', repo: 'Repo', path: repository.path } as const
  await using origin = await openGitOrigin(place)
  await using served = await serve(origin)
  const page = 'https://codeberg.org/owner/repo'
  const api = 'https://codeberg.org/api/v1/repos/owner/repo'

  for (const revision of ['v1.0', 'refs/heads/feature/x', 'feature/x', commit]) {
    expect(await folderOf(served, `${page}/archive/${revision}.tar.gz`)).toBe('repo')
  }
  expect(await folderOf(served, `${api}/archive/main.tar.gz`)).toBe('repo')
  for (const path of [
    'raw/branch/feature/x/a/b.txt',
    'raw/tag/v1.0/a/b.txt',
    `raw/commit/${commit}/a/b.txt`,
    'raw/main/a/b.txt',
  ]) {
    expect([path, (await served.get(`${page}/${path}`)).text]).toEqual([path, 'b\n'])
  }
  expect((await served.get(`${api}/raw/a/b.txt?ref=main`)).text).toBe('b\n')
  const json = async (path: string): Promise<unknown> =>
    JSON.parse((await served.get(`${api}${path}`)).text)
  expect(await json('/git/commits/v1.0')).toMatchObject({ sha: commit })
  expect(await json('/commits?sha=main&limit=1')).toMatchObject([{ sha: commit }])
  expect(await json('/branches/feature%2Fx')).toMatchObject({ commit: { id: commit } })
  expect(await json('')).toMatchObject({ default_branch: 'main' })

  // A branch is not a tag.
  expect((await served.get(`${page}/raw/tag/main/a/b.txt`)).status).toBe(404)
  expect((await served.get(`${page}/archive/v2.tar.gz`)).status).toBe(404)
  expect((await served.get(`${page}/issues`)).status).toBe(599)
})
