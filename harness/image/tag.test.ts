import { mkdtemp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hashInputs } from './tag.ts'

test('hashInputs() changes with a text, a content and a file name, and with nothing else', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'nixproof-tag-'))
  try {
    await mkdir(join(dir, 'sub'))
    await writeFile(join(dir, 'sub/a'), 'one')
    const hash = (text = 'x'): string => hashInputs({ text }, { dir })
    const first = hash()
    expect(hash()).toBe(first)
    expect(hash('y')).not.toBe(first)
    await writeFile(join(dir, 'sub/a'), 'two')
    const second = hash()
    expect(second).not.toBe(first)
    await rename(join(dir, 'sub/a'), join(dir, 'sub/b'))
    expect(hash()).not.toBe(second)
  } finally {
    await rm(dir, { recursive: true })
  }
})
