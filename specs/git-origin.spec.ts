import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { openGitOrigin } from '../harness/origin/git/open.ts'
import {
  makeDirectory,
  makeRepository,
  writeFiles,
  type Files,
  type TestRepository,
} from './_repository.ts'
import { serve } from './_served.ts'

const LONG = 'a'.repeat(60)
const PAX = `${'b'.repeat(90)}/${'c'.repeat(90)}/${'d'.repeat(90)}/e.txt`
const SUBMODULE_COMMIT = '0123456789abcdef0123456789abcdef01234567'

/** In the archive as they are in the repository. */
const PLAIN: Files = {
  'README.md': 'Hello\n',
  'bin/run.sh': { run: '#!/bin/sh\necho it runs\n' },
  'bin/run': { link: 'run.sh' },
  dangling: { link: 'nowhere' },
  loop: { link: 'loop' },
  'far-link': { link: `${'x'.repeat(60)}/${'y'.repeat(60)}` },
  'empty/.gitkeep': '',
  'ä ö/日本語.txt': 'naïve\n',
  'e\u0301.txt': 'written in two code points\n',
  'new\nline': 'odd\n',
  '-dash': '',
  [`${LONG}/${LONG}/file`]: 'a path of more than 100 bytes\n',
  [PAX]: 'a path of more than 256 bytes\n',
  'data.bin': Buffer.from([0, 13, 10, 255, 0]),
  // Line ends that no attribute speaks of.
  'windows.txt': 'one\r\ntwo\r\n',
  'modules.txt': 'the directory "module" is a submodule\n',
}

const ATTRIBUTES = `
tests export-ignore
hollow/* export-ignore
.gitattributes export-ignore
stamp.txt export-subst
ident.txt ident
crlf.txt text eol=crlf
auto.txt text=auto
`

/** In the repository, and not as such in the archive. */
const CHANGED: Files = {
  '.gitattributes': ATTRIBUTES,
  'tests/a.nix': '{ }\n',
  'tests/deep/b.nix': '{ }\n',
  'hollow/file': 'left out one by one\n',
  'stamp.txt': '$Format:%H %cI %an$\n',
  'ident.txt': '$Id$\n',
  'crlf.txt': 'one\ntwo\n',
  'auto.txt': 'one\r\ntwo\r\n',
}

/** What a person would write down, who read gitattributes(5) and looked at the repository. */
async function writeExpected(directory: string, repository: TestRepository, commit: string) {
  const ident = await repository.git('rev-parse', `${commit}:ident.txt`)
  await writeFiles(directory, {
    ...PLAIN,
    'stamp.txt': `${commit} 2025-01-01T08:52:23-05:00 Ada\n`,
    'ident.txt': `$Id: ${ident} $\n`,
    'crlf.txt': 'one\r\ntwo\r\n',
    'auto.txt': 'one\ntwo\n',
  })
  await mkdir(join(directory, 'module'))
  // Its files are left out, and it is not.
  await mkdir(join(directory, 'hollow'))
}

async function makeDifficult(): Promise<TestRepository & { head: string }> {
  const repository = await makeRepository({ ...PLAIN, ...CHANGED })
  await mkdir(join(repository.path, 'module'))
  const link = `160000,${SUBMODULE_COMMIT},module`
  await repository.git('update-index', '--add', '--cacheinfo', link)
  const head = await repository.commit({}, 'Add a module')
  await repository.git('tag', '--annotate', '--message', 'One', 'v1.0')
  return { ...repository, head }
}

async function nixHash(container: StartedNixContainer, path: string): Promise<string> {
  const { stdout } = await container.run(['nix-hash', '--type', 'sha256', '--base32', path])
  return stdout.trim()
}

const ARCHIVES = [
  ['github', 'https://codeload.github.com/o/r/tar.gz/refs/tags/v1.0'],
  ['gitlab', 'https://gitlab.com/o/r/-/archive/v1.0/r-v1.0.tar.gz'],
  ['codeberg', 'https://codeberg.org/o/r/archive/v1.0.tar.gz'],
] as const

describe('openGitOrigin()', () => {
  test('an archive has the NAR hash of what the host would have unpacked', async ({ signal }) => {
    await using repository = await makeDifficult()
    await using workspace = await makeDirectory()
    const { path } = workspace
    await chmod(path, 0o755) // fetchzip's builder is another user.
    await writeExpected(join(path, 'expected'), repository, repository.head)
    for (const [host, url] of ARCHIVES) {
      const place = { host, owner: 'o', repo: 'r', path: repository.path }
      await using origin = await openGitOrigin(place)
      await using served = await serve(origin)
      const { status, body } = await served.get(url)
      expect([status, served.errors]).toEqual([200, []])
      await writeFile(join(path, `${host}.tar.gz`), body)
      expect(origin.notes).toEqual([
        { code: 'SUBMODULES_LEFT_OUT', commit: repository.head, paths: ['module'] },
      ])
    }

    await using container = await new NixContainer(inject('image')).withWorkspace(path).start()
    const expected = await nixHash(container, 'expected')
    expect(expected).toMatch(/^[0-9a-z]{52}$/)
    for (const [host] of ARCHIVES) {
      const file = `/workspace/${host}.tar.gz`
      const unpack = `mkdir ${host} && tar --extract --file ${file} --directory ${host} --strip-components 1`
      await container.run(['bash', '-c', unpack])
      expect.soft(await nixHash(container, host), `${host}, unpacked by tar`).toBe(expected)

      // Nix's own unpacking, and nixpkgs': both check the hash themselves. Under a name that is
      // known already with this hash, nothing would be unpacked.
      const source = (name: string): string =>
        `{ name = "${host}-${name}"; url = "file://${file}"; sha256 = "${expected}"; }`
      const args = ['--expr', `builtins.fetchTarball ${source('tarball')}`, '--eval']
      const { exitCode, stderr } = await container.run(['nix-instantiate', ...args], { signal })
      expect.soft(exitCode, `${host}, fetchTarball: ${stderr}`).toBe(0)
      const expression = `(import <nixpkgs> { }).fetchzip ${source('zip')}`
      const built = await container.nixBuild({ args: ['--expr', expression], signal })
      expect(built.outPaths).toHaveLength(1)
    }
  })

  test('an archive at @REV is the one of that moment', async () => {
    await using repository = await makeRepository({ 'default.nix': '{ }\n' })
    await using workspace = await makeDirectory()
    await repository.commit({ 'default.nix': '{ moved = true; }\n' })
    const place = { host: 'github', owner: 'o', repo: 'r', path: repository.path } as const
    await using origin = await openGitOrigin({ ...place, rev: 'main~1' })
    await using served = await serve(origin)
    const { body } = await served.get('https://codeload.github.com/o/r/tar.gz/main')
    await writeFile(join(workspace.path, 'main.tar.gz'), body)
    await writeFiles(join(workspace.path, 'expected'), { 'default.nix': '{ }\n' })

    const image = new NixContainer(inject('image')).withWorkspace(workspace.path)
    await using container = await image.start()
    await container.run(['tar', '--extract', '--file', 'main.tar.gz'])
    expect(await nixHash(container, 'r-main')).toBe(await nixHash(container, 'expected'))
  })
})
