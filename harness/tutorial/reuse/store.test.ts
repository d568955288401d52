import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Kept } from './_format.ts'

const cache = await mkdtemp(join(tmpdir(), 'nixproof-store-'))
vi.stubEnv('XDG_CACHE_HOME', cache)
const { readKept, writeKept } = await import('./store.ts')
afterAll(() => rm(cache, { recursive: true, force: true }))

const directory = join(cache, 'nixproof/verdicts')
let count = 0
const subjectOf = () => ({ nixproof: '1', tutorial: `/docs/${count++}.md`, cell: 'nix=2.26' })
const kept = (key: string, text = 'run'): Kept => {
  const verdict = { held: true, notes: [text], steps: [{ what: text, state: 'held' }] } as const
  return { key, at: '2026-11-23T16:40:00.000Z', verdict }
}
const come = (...fresh: Kept[]) => ({ inputs: {}, keys: fresh.map(({ key }) => key), fresh })
const quiet = (line: string): never => {
  throw new Error(line)
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
    expect((await readKept(subject, quiet)).kept).toEqual([])
    await writeKept(subject, { ...come(kept('a'), kept('b')), inputs: { image: 'x' } }, quiet)
    const read = await readKept(subject, quiet)
    expect(read.kept).toEqual([kept('a'), kept('b')])
    expect(read.inputs).toEqual({ image: 'x' })
    expect((await readKept({ ...subject, cell: 'nix=2.34' }, quiet)).kept).toEqual([])
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
    expect((await readKept(subject, (line) => told.push(line))).kept).toEqual([])
    expect(told).toEqual([expect.stringContaining(reason)])
    expect(told[0]).not.toContain('\n')
  })

  test('drops what another nixproof has written, and what is of another tutorial', async () => {
    const subject = subjectOf()
    await writeKept(subject, come(kept('a')), quiet)
    const told: string[] = []
    const tell = (line: string): unknown => told.push(line)
    expect((await readKept({ ...subject, nixproof: '2' }, tell)).kept).toEqual([])
    expect(told.pop()).toContain('another nixproof, 1')
    const other = subjectOf()
    await writeKept(other, come(kept('b')), quiet)
    await writeFile(await fileOf(other), await readFile(await fileOf(subject)))
    // Now there are two with that text: the one that is asked for has the other's.
    expect((await readKept(other, tell)).kept).toEqual([])
    expect(told.pop()).toContain('another tutorial')
  })
})

describe('writeKept()', () => {
  test('keeps what was not in question, and forgets what was and did not hold', async () => {
    const subject = subjectOf()
    await writeKept(subject, come(kept('a'), kept('b')), quiet)
    await writeKept(subject, { inputs: {}, keys: ['b', 'c'], fresh: [kept('c')] }, quiet)
    const { kept: all } = await readKept(subject, quiet)
    expect(all.map(({ key }) => key)).toEqual(['c', 'a'])
  })

  test('lets the oldest go where a tutorial has too much', async () => {
    const subject = subjectOf()
    const large = 'x'.repeat(300_000)
    for (const key of ['a', 'b', 'c', 'd', 'e'])
      await writeKept(subject, come(kept(key, large)), quiet)
    const { kept: all } = await readKept(subject, quiet)
    expect(all.map(({ key }) => key)).toEqual(['e'])
  })

  test('leaves whole files when many write at once, and none besides', async () => {
    const subject = subjectOf()
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)
    await Promise.all(keys.map((key) => writeKept(subject, come(kept(key)), quiet)))
    expect((await readKept(subject, quiet)).kept.length).toBeGreaterThan(0)
    expect((await readdir(directory)).filter((name) => !name.endsWith('.json'))).toEqual([])
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
