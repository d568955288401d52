import { truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Kept } from './_format.ts'

const cache = await mkdtemp(join(tmpdir(), 'nixproof-store-'))
vi.stubEnv('XDG_CACHE_HOME', cache)
const { forgetKept, readKept, textOf, writeKept } = await import('./store.ts')
afterAll(() => rm(cache, { recursive: true, force: true }))

const directory = join(cache, 'nixproof/verdicts')
let count = 0
const CELL = { nix: '2.26' }
const subjectOf = () => ({ nixproof: '1', tutorial: `/docs/${count++}.md`, cell: textOf(CELL) })
const kept = (key: string, text = 'run'): Kept => {
  const verdict = { held: true, notes: [text], steps: [{ what: text, state: 'held' }] } as const
  return { key, at: '2026-11-23T16:40:00.000Z', verdict }
}
const come = (...fresh: Kept[]) => ({ inputs: {}, keys: fresh.map(({ key }) => key), fresh })
const quiet = (line: string): never => {
  throw new Error(line)
}

async function keysOf(subject: Parameters<typeof readKept>[0]): Promise<string[]> {
  const proved = await readKept(subject, quiet)
  return proved.flatMap(({ kept: all }) => all.map(({ key }) => key))
}

/** What `subject` has on disk. */
async function fileOf(subject: object): Promise<string> {
  for (const name of await readdir(directory)) {
    const file = join(directory, name)
    const text = await readFile(file, 'utf8')
    if (text.includes(JSON.stringify(subject).slice(1, -1))) return file
  }
  throw new Error('There is none')
}

describe('readKept()', () => {
  test('gives what was written, and nothing where nothing was', async () => {
    const subject = subjectOf()
    expect(await readKept(subject, quiet)).toEqual([])
    await writeKept(subject, { ...come(kept('a'), kept('b')), inputs: { image: 'x' } }, quiet)
    const proved = [{ inputs: { image: 'x' }, kept: [kept('a'), kept('b')] }]
    expect(await readKept(subject, quiet)).toEqual(proved)
    expect(await readKept({ ...subject, cell: 'other' }, quiet)).toEqual([])
  })

  test.for<[string, (text: string) => string, string]>([
    ['cut off', (text) => text.slice(0, -20), 'it is damaged'],
    ['altered', (text) => text.replace('"run"', '"ran"'), 'it is damaged'],
    ['longer', (text) => `${text}more`, 'it is damaged'],
    ['empty', () => '', 'it is damaged'],
  ])('drops what is %s, and says so in a line', async ([, damage, reason]) => {
    const subject = subjectOf()
    await writeKept(subject, come(kept('a')), quiet)
    const file = await fileOf(subject)
    await writeFile(file, damage(await readFile(file, 'utf8')))
    const told: string[] = []
    expect(await readKept(subject, (line) => told.push(line))).toEqual([])
    expect(told).toEqual([expect.stringContaining(reason)])
    expect(told[0]).not.toContain('\n')
  })

  test('drops what another nixproof has written, and what is of another tutorial', async () => {
    const subject = subjectOf()
    await writeKept(subject, come(kept('a')), quiet)
    const told: string[] = []
    const tell = (line: string): unknown => told.push(line)
    expect(await readKept({ ...subject, nixproof: '2' }, tell)).toEqual([])
    expect(told.pop()).toContain('another nixproof, 1')
    const other = subjectOf()
    await writeKept(other, come(kept('b')), quiet)
    await writeFile(await fileOf(other), await readFile(await fileOf(subject)))
    // Now there are two with that text: the one that is asked for has the other's.
    expect(await readKept(other, tell)).toEqual([])
    expect(told.pop()).toContain('another tutorial')
  })
})

describe('writeKept()', () => {
  test('keeps what was not in question, and forgets what was and did not hold', async () => {
    const subject = subjectOf()
    await writeKept(subject, come(kept('a'), kept('b')), quiet)
    await writeKept(subject, { inputs: {}, keys: ['b', 'c'], fresh: [kept('c')] }, quiet)
    expect(await keysOf(subject)).toEqual(['c', 'a'])
  })

  test('tells apart what was proved with other inputs, the last of which come first', async () => {
    const subject = subjectOf()
    for (const [image, key] of [
      ['x', 'a'],
      ['y', 'b'],
      ['x', 'c'],
    ] as const)
      await writeKept(subject, { ...come(kept(key)), inputs: { image } }, quiet)
    expect(await readKept(subject, quiet)).toEqual([
      { inputs: { image: 'x' }, kept: [kept('c'), kept('a')] },
      { inputs: { image: 'y' }, kept: [kept('b')] },
    ])
  })

  test('lets the oldest go where a tutorial has too much', async () => {
    const subject = subjectOf()
    const large = 'x'.repeat(300_000)
    for (const key of ['a', 'b', 'c', 'd', 'e'])
      await writeKept(subject, come(kept(key, large)), quiet)
    expect(await keysOf(subject)).toEqual(['e'])
  })

  test('leaves whole files when many write at once, and none besides', async () => {
    const subject = subjectOf()
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)
    await Promise.all(keys.map((key) => writeKept(subject, come(kept(key)), quiet)))
    expect(await keysOf(subject)).not.toEqual([])
    expect((await readdir(directory)).filter((name) => !name.endsWith('.json'))).toEqual([])
  })

  test('lets the oldest records go where there are too many, or too large ones', async () => {
    await writeKept(subjectOf(), come(kept('a')), quiet)
    const others = Array.from({ length: 4000 }, (_, index) => join(directory, `x${index}.json`))
    for (const [index, path] of others.entries()) {
      writeFileSync(path, '')
      utimesSync(path, 1000 + index, 1000 + index)
    }
    const left = async (): Promise<string[]> =>
      (await readdir(directory)).filter((name) => name.startsWith('x'))
    const subject = subjectOf()
    await writeKept(subject, come(kept('a')), quiet)
    const many = await left()
    expect(await readdir(directory)).toHaveLength(4000)
    expect(many).not.toContain('x0.json')
    expect(many).toContain('x3999.json')
    truncateSync(others[100]!, 128 * 1024 * 1024)
    utimesSync(others[100]!, 1100, 1100)
    await writeKept(subject, come(kept('b')), quiet)
    const small = await left()
    expect(small).not.toContain('x100.json')
    expect(small).toContain('x101.json')
    expect(await keysOf(subject)).toEqual(['b', 'a'])
  })

  test('removes the drafts of runs that were killed long ago', async () => {
    const [old, young] = ['old.new', 'young.new'].map((name) => join(directory, name))
    for (const file of [old!, young!]) await writeFile(file, 'half')
    await utimes(old!, 1, 1)
    await writeKept(subjectOf(), come(kept('a')), quiet)
    const names = await readdir(directory)
    expect(names).toContain('young.new')
    expect(names).not.toContain('old.new')
  })
})

describe('forgetKept()', () => {
  test('forgets a tutorial in one cell, or in all, and no other', async () => {
    const [first, other] = [subjectOf(), subjectOf()]
    const second = { ...first, cell: textOf({ ...CELL, sandbox: true }) }
    const all = [first, second, other]
    const left = (): Promise<string[][]> => Promise.all(all.map((one) => keysOf(one)))
    for (const one of all) await writeKept(one, come(kept('a')), quiet)
    await forgetKept(first.tutorial, CELL)
    expect(await left()).toEqual([[], ['a'], ['a']])
    await forgetKept(first.tutorial)
    expect(await left()).toEqual([[], [], ['a']])
  })
})
