import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'

const cache = await mkdtemp(join(tmpdir(), 'nixproof-verdicts-'))
vi.stubEnv('XDG_CACHE_HOME', cache)
const { clearVerdicts, readVerdicts } = await import('./inspect.ts')
const { writeKept } = await import('./store.ts')
afterAll(() => rm(cache, { recursive: true, force: true }))

const directory = join(cache, 'nixproof/verdicts')
const NONE = { directory, tutorials: 0, verdicts: 0, unreadable: 0, size: 0 }

test('readVerdicts() counts what is kept, and clearVerdicts() leaves nothing of it', async () => {
  expect(await readVerdicts()).toEqual(NONE)
  await clearVerdicts()
  for (const [tutorial, cell, day] of [
    ['/a.md', 'x', '03'],
    ['/a.md', 'y', '01'],
    ['/b.md', 'x', '02'],
  ] as const) {
    const at = `2026-11-${day}T10:00:00.000Z`
    const kept = ['a', 'b'].map((key) => ({ key, at, verdict: { held: true, notes: [] } as const }))
    const come = { inputs: {}, keys: [], fresh: kept }
    await writeKept({ nixproof: '1', tutorial, cell }, come, expect.unreachable)
  }
  await writeFile(join(directory, 'broken.json'), 'x'.repeat(10_000))
  await writeFile(join(directory, 'half.json.1.new'), '')
  expect(await readVerdicts()).toEqual({
    directory,
    tutorials: 2,
    verdicts: 6,
    unreadable: 2,
    size: expect.toSatisfy((size: number) => size > 10_000 && size < 20_000),
    oldestAt: '2026-11-01T10:00:00.000Z',
    newestAt: '2026-11-03T10:00:00.000Z',
  })
  await clearVerdicts()
  expect(await readdir(directory)).toEqual([])
  expect(await readVerdicts()).toEqual(NONE)
})
