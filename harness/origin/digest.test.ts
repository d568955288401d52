import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  makeDirectory,
  makeRepository,
  writeFiles,
  type TestRepository,
} from '../../specs/_repository.ts'
import { digestOrigins, whyUnknown } from './digest.ts'
import type { OriginOptions } from './options.ts'

async function cloneOf(): Promise<TestRepository> {
  const clone = await makeRepository({ 'a.txt': 'one' })
  onTestFinished(() => clone[Symbol.asyncDispose]())
  return clone
}

function optionsOf(path: string, rev?: string): OriginOptions {
  const clone = { host: 'github', owner: 'example-org', repo: 'app', path } as const
  return { network: 'closed', clones: [{ ...clone, ...(rev !== undefined && { rev }) }] }
}

describe('digestOrigins()', () => {
  test.for<[string, (clone: TestRepository) => Promise<unknown>]>([
    ['a commit', (clone) => clone.commit({ 'a.txt': 'two' })],
    ['a branch', (clone) => clone.git('branch', 'other')],
    ['a tag', (clone) => clone.git('tag', 'v1')],
    ['another default branch', (clone) => clone.git('checkout', '--quiet', '-b', 'main2')],
    ['an object that no branch leads to', (clone) => clone.git('hash-object', '-w', '.git/config')],
  ])('is another one for a clone with %s', async ([, change]) => {
    const clone = await cloneOf()
    const before = await digestOrigins(optionsOf(clone.path))
    expect(await digestOrigins(optionsOf(clone.path))).toBe(before)
    await change(clone)
    expect(await digestOrigins(optionsOf(clone.path))).not.toBe(before)
  })

  test('follows the revision, and not what is checked out', async () => {
    const clone = await cloneOf()
    await clone.git('tag', 'v1')
    const at = (rev: string): Promise<string> => digestOrigins(optionsOf(clone.path, rev))
    const before = await at('v1')
    expect(await at('main')).not.toBe(before)
    await writeFiles(clone.path, { 'a.txt': 'not committed' })
    expect(await at('v1')).toBe(before)
  })

  test('is another one for another recording, and for none', async () => {
    const { path, ...lifetime } = await makeDirectory()
    onTestFinished(() => lifetime[Symbol.asyncDispose]())
    await writeFiles(path, { 'index.yaml': 'version: 1', 'bodies/a': 'one' })
    const replayed = (directory: string): Promise<string> =>
      digestOrigins({ network: 'closed', clones: [], cassette: { directory, mode: 'replay' } })
    const before = await replayed(path)
    expect(await replayed(path)).toBe(before)
    await writeFiles(path, { 'bodies/a': 'two' })
    const after = await replayed(path)
    expect(after).not.toBe(before)
    const off = { directory: path, mode: 'off' } as const
    expect(await digestOrigins({ network: 'closed', clones: [], cassette: off })).not.toBe(after)
    await expect(replayed(join(path, 'nowhere'))).rejects.toThrow('nowhere')
  })

  test('rejects for what is no clone: ORIGIN_INVALID', async () => {
    const { path, ...lifetime } = await makeDirectory()
    onTestFinished(() => lifetime[Symbol.asyncDispose]())
    await expect(digestOrigins(optionsOf(path))).rejects.toMatchObject({ code: 'ORIGIN_INVALID' })
  })
})

describe('whyUnknown()', () => {
  test('names what may answer otherwise each time', () => {
    const options = { clones: [], network: 'closed' } as const
    const inMode = (mode: 'replay' | 'off' | 'record-new' | 'record-all') =>
      whyUnknown({ ...options, cassette: { directory: '/c', mode } })
    expect([whyUnknown(options), inMode('replay'), inMode('off')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(inMode('record-new')).toContain('record-new')
    expect(inMode('record-all')).toContain('record-all')
    expect(whyUnknown({ ...options, network: 'online' })).toContain('internet')
  })
})
