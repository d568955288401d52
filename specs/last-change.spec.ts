import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Changes } from '../harness/git/last-change.ts'
import { GitFixture } from './_git.ts'

let root: string
let fixture: GitFixture
let changes: Changes
const commits: string[] = []

const README = ['# Title', '', '```', 'one', 'two', '```', '', '```', 'three', '```', ''].join('\n')
const BLOCK = { from: 4, to: 5 }

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nixproof-changes-'))
  fixture = await GitFixture.create(join(root, 'a repository'))
  commits.push(
    await fixture.commit('2025-01-01T00:00:00Z', { 'docs/README.md': README, 'old.txt': 'one' }),
    await fixture.commit('2025-01-02T00:00:00Z', { 'new.txt': 'one', 'later: 1.txt': 'one' }),
    await fixture.commit('2025-01-03T00:00:00Z', {
      'docs/README.md': README.replace('three', '3'),
    }),
  )
  changes = await Changes.open()
})

afterAll(async () => {
  await changes[Symbol.asyncDispose]()
  await rm(root, { recursive: true })
})

const readme = (): string => join(fixture.path, 'docs/README.md')
const at = (name: string) => ({ file: join(fixture.path, name) })

test('Changes.newer() compares the commit of the lines, not that of their file', async () => {
  const block = { file: readme(), lines: BLOCK }
  expect(await changes.newer(block, at('new.txt'))).toBe('other')
  expect(await changes.newer({ file: readme() }, at('new.txt'))).toBe('one')
  expect(await changes.newer({ file: readme(), lines: { from: 8, to: 10 } }, at('new.txt'))).toBe(
    'one',
  )
})

test('Changes.newer() cannot tell two of one commit, nor what is in no repository', async () => {
  expect(await changes.newer({ file: readme(), lines: BLOCK }, at('old.txt'))).toBeUndefined()
  await writeFile(join(root, 'outside.txt'), 'one')
  expect(await changes.newer(at('old.txt'), { file: join(root, 'outside.txt') })).toBeUndefined()
})

test('Changes.newer() goes by ancestry where the dates are wrong', async () => {
  const other = await GitFixture.create(join(root, 'dates'))
  await other.commit('2025-02-02T00:00:00Z', { first: '1' })
  await other.commit('2025-02-01T00:00:00Z', { second: '2' })
  const [first, second] = ['first', 'second'].map((name) => ({ file: join(other.path, name) }))
  expect(await changes.newer(first!, second!)).toBe('other')
  // Between repositories there are only dates.
  expect(await changes.newer(first!, at('new.txt'))).toBe('one')
})

test('Changes.last() sees a line that a commit took out of the lines', async () => {
  const other = await GitFixture.create(join(root, 'gone'))
  await other.commit('2025-01-01T00:00:00Z', { a: '1\n2\n3\n4\n' })
  const second = await other.commit('2025-01-02T00:00:00Z', { a: '1\n3\n4\n' })
  expect(await changes.last(join(other.path, 'a'), { from: 1, to: 2 })).toMatchObject({
    commit: second,
  })
})

test('Changes.last() takes what is not committed for newest, if it is in the lines', async () => {
  await writeFile(readme(), `new\n\n${README.replace('three', '33')}`)
  const moved = { from: 6, to: 7 }
  expect(await changes.last(readme(), moved)).toMatchObject({ commit: commits[0] })
  expect(await changes.last(readme(), { from: 10, to: 12 })).not.toHaveProperty('commit')
  expect(await changes.last(readme())).not.toHaveProperty('commit')
  await writeFile(join(fixture.path, 'untracked.txt'), 'x')
  expect(await changes.newer({ file: readme(), lines: moved }, at('untracked.txt'))).toBe('other')
  expect(await changes.newer({ file: readme() }, at('untracked.txt'))).toBeUndefined()
})

test('Changes.last() knows files by any name, and a repository without a commit', async () => {
  expect(await changes.last(join(fixture.path, 'later: 1.txt'))).toMatchObject({
    commit: commits[1],
  })
  const empty = await GitFixture.create(join(root, 'empty'))
  await writeFile(join(empty.path, 'a'), 'x')
  expect(await changes.last(join(empty.path, 'a'))).toEqual({ repository: empty.path })
})
