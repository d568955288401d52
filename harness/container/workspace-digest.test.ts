import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { digestWorkspace } from './workspace-digest.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nixproof-digest-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  await writeFile(join(dir, 'a.txt'), 'one')
  await symlink('a.txt', join(dir, 'link'))
  await mkdir(join(dir, 'empty'))
})

describe('digestWorkspace()', () => {
  test.for<[string, () => Promise<unknown>]>([
    ["a file's content", () => writeFile(join(dir, 'a.txt'), 'two')],
    ["a file's mode", () => chmod(join(dir, 'a.txt'), 0o755)],
    ["a directory's mode", () => chmod(join(dir, 'empty'), 0o700)],
    ['a new file', () => writeFile(join(dir, 'b.txt'), '')],
    ['a new directory', () => mkdir(join(dir, 'other'))],
    ['a file that is gone', () => rm(join(dir, 'a.txt'))],
    ['a large file', () => writeFile(join(dir, 'large'), Buffer.alloc(3 * 1024 * 1024))],
    [
      'where a link leads',
      async () => {
        await rm(join(dir, 'link'))
        await symlink('empty', join(dir, 'link'))
      },
    ],
    [
      'a link that is a file now',
      async () => {
        await rm(join(dir, 'link'))
        await writeFile(join(dir, 'link'), 'a.txt')
      },
    ],
    ['what is not ignored any more', () => writeFile(join(dir, '.gitignore'), 'a.txt\n')],
  ])('is another one for %s', async ([, change]) => {
    const before = await digestWorkspace(dir)
    expect(await digestWorkspace(dir)).toBe(before)
    await change()
    expect(await digestWorkspace(dir)).not.toBe(before)
  })

  test('is the same for other times, for what git ignores, and for the links of nix-build', async () => {
    await writeFile(join(dir, '.gitignore'), '*.log\n')
    const before = await digestWorkspace(dir)
    await utimes(join(dir, 'a.txt'), 1, 1)
    await writeFile(join(dir, 'run.log'), 'noise')
    await symlink('/nix/store/abc-app', join(dir, 'result'))
    expect(await digestWorkspace(dir)).toBe(before)
  })

  test('tells the content of one file from the name of the next', async () => {
    await rm(dir, { recursive: true })
    await mkdir(dir)
    await writeFile(join(dir, 'a'), 'x')
    await writeFile(join(dir, 'b'), '')
    const before = await digestWorkspace(dir)
    await writeFile(join(dir, 'a'), '')
    await writeFile(join(dir, 'b'), 'x')
    expect(await digestWorkspace(dir)).not.toBe(before)
  })
})
