import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { extract, type Headers } from 'tar-fs'
import { expect, onTestFinished, test } from 'vitest'
import { createWorkspace, packWorkspace } from './workspace.ts'
import { walkWorkspace } from './workspace-files.ts'

async function temporary(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-test-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

test('packWorkspace() keeps modes and links, leaves results out, and makes root the owner', async () => {
  const source = await temporary()
  await mkdir(join(source, 'src'))
  await writeFile(join(source, 'src', 'run.sh'), '#!/bin/sh\n')
  await chmod(join(source, 'src', 'run.sh'), 0o775)
  await writeFile(join(source, 'result-notes'), 'a file, not a link')
  await symlink('src/run.sh', join(source, 'link'))
  await symlink('nowhere', join(source, 'dangling'))
  await symlink('src/run.sh', join(source, 'result-here'))
  await symlink('/nix/store/hash-app', join(source, 'result'))
  await symlink('/nix/store/hash-app-dev', join(source, 'src', 'result-dev'))

  const target = await temporary()
  const owners = new Set<string>()
  const map = (header: Headers): Headers => {
    owners.add(`${header.uid}:${header.gid}`)
    return header
  }
  const archive = packWorkspace(createWorkspace(source, { target: '/home/app/' }))
  await pipeline(archive, extract(target, Object.assign({ map }, { umask: 0 })))

  const names = await readdir(target, { recursive: true })
  expect(names.toSorted()).toEqual([
    'home',
    'home/app',
    ...['dangling', 'link', 'result-here', 'result-notes', 'src', 'src/run.sh'].map(
      (name) => `home/app/${name}`,
    ),
  ])
  expect((await stat(join(target, 'home/app/src/run.sh'))).mode & 0o777).toBe(0o775)
  expect(await readlink(join(target, 'home/app/link'))).toBe('src/run.sh')
  expect(owners).toEqual(new Set(['0:0']))
})

test('walkWorkspace() holds no more names than of the directories that it is in', async () => {
  const source = await temporary()
  for (const name of ['a', 'b']) await mkdir(join(source, name))
  const seen: string[] = []
  for (const { name } of walkWorkspace(source, () => false)) {
    seen.push(name)
    // What it has not come to yet, it has not read yet.
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    if (name === 'a') await writeFile(join(source, 'b', 'late'), '')
  }
  expect(seen).toEqual(['.', 'a', 'b', 'b/late'])
})

test('packWorkspace() follows a source that is a link', async () => {
  const source = await temporary()
  await mkdir(join(source, 'real'))
  await writeFile(join(source, 'real', 'file'), '')
  await symlink('real', join(source, 'link'))
  const target = await temporary()
  const archive = packWorkspace(createWorkspace(join(source, 'link'), { target: '/w' }))
  await pipeline(archive, extract(target))
  expect((await readdir(target, { recursive: true })).toSorted()).toEqual(['w', 'w/file'])
})

test.each(['workspace', '/', '/a/..', ''])(
  'createWorkspace() refuses the target "%s"',
  (target) => {
    expect(() => createWorkspace('.', { target })).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    )
  },
)
