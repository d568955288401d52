import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Checker, Verdict } from '../verdict.ts'

const cache = await mkdtemp(join(tmpdir(), 'nixproof-reuse-'))
vi.stubEnv('XDG_CACHE_HOME', cache)
const { digestWorkspace } = await import('../../container/workspace-digest.ts')
const { verdictOf } = await import('../verdict.ts')
const { planFile } = await import('../planning/plan-file.ts')
const { reuseVerdicts } = await import('./reuse.ts')
const { NixproofError } = await import('../../errors.ts')
afterAll(() => rm(cache, { recursive: true, force: true }))

const HELD: Verdict = { held: true, notes: ['run true'], durationMs: 9 }
const FAILED = verdictOf(new NixproofError('TIMEOUT', 'Too slow'))
const BENCH = { image: 'i', engine: 'e', nixproof: 'n', digest: digestWorkspace }
const BLOCK = '```bash\ntrue\n```\n\n'

let [file, workspace] = ['', '']
beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-reuse-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  file = join(directory, 'a.md')
  workspace = join(directory, 'app')
  await mkdir(workspace)
  await writeFile(file, BLOCK.repeat(3))
})

/** Does all checks as a run does, with these verdicts; `undefined` is a fault of nixproof itself. */
async function prove(
  verdicts: readonly (Verdict | undefined)[],
  { meanwhile = async () => {}, aborted = false, bench = BENCH } = {},
): Promise<{ why: string | undefined; told: Verdict[]; opened: number }> {
  const options = { planned: await planFile(file, { workspace }), file, workspace, cell: {} }
  let opened = 0
  const reader: Checker = {
    async check(index) {
      await meanwhile()
      const verdict = verdicts[index]
      if (verdict) return verdict
      throw new Error('A fault')
    },
    close: async () => {},
  }
  const open = async (): Promise<Checker> => {
    opened += 1
    return reader
  }
  const reuse = await reuseVerdicts(options, bench, open, (line) => expect.unreachable(line))
  const checker = await reuse.open()
  const signal = aborted ? AbortSignal.abort() : new AbortController().signal
  const told: Verdict[] = []
  for (const index of options.planned.plan.checks.keys())
    told.push(await checker.check(index, signal).catch(() => FAILED))
  await Promise.all([checker.close(), checker.close()])
  return { why: reuse.why, told, opened }
}

const ALL = [HELD, HELD, HELD]
const REUSED = { why: undefined, opened: 0 }

describe('reuseVerdicts()', () => {
  test('tells what was proved, with its date and without its times, and opens no reader', async () => {
    const skipped: Verdict = { held: 'skipped', reason: 'Not here' }
    await prove([HELD, skipped, HELD])
    const { told, ...rest } = await prove([])
    expect(rest).toEqual(REUSED)
    const reused = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)
    const held = { held: true, notes: ['run true'], reused }
    expect(told).toEqual([held, skipped, held])
  })

  test.for<[string, readonly (Verdict | undefined)[], number]>([
    ['a failure', [HELD, FAILED, HELD], 5],
    ['what follows a failure', [FAILED, HELD, HELD], 1],
    ['a fault of nixproof itself', [HELD, HELD, undefined], 9],
  ])('never reuses %s', async ([, verdicts, line]) => {
    await prove(verdicts)
    const why = `the block at line ${line}, after what comes before it, is not known to hold`
    const again = await prove(verdicts)
    expect(again.opened).toBe(1)
    expect(line === 1 ? 'nothing is kept of it' : why).toBe(again.why)
  })

  test('reuses the first blocks alone, and forgets what did not hold when it was run again', async () => {
    await prove(ALL)
    await writeFile(file, BLOCK.repeat(2))
    expect(await prove([])).toMatchObject(REUSED)
    await writeFile(file, BLOCK.repeat(4))
    expect((await prove([HELD, FAILED, HELD, HELD])).why).toContain('the block at line 13')
    await writeFile(file, BLOCK.repeat(3))
    expect((await prove(ALL)).why).toContain('the block at line 5')
  })

  test('keeps nothing of a run in which something was changed', async () => {
    let count = 0
    const meanwhile = () => writeFile(join(workspace, 'b.txt'), String(count++))
    await prove(ALL, { meanwhile })
    expect(await prove(ALL)).toMatchObject({ why: 'nothing is kept of it', opened: 1 })
    expect(await prove(ALL)).toMatchObject(REUSED)
  })

  test('keeps nothing of a run that was stopped', async () => {
    await prove(ALL, { aborted: true })
    expect(await prove(ALL)).toMatchObject({ why: 'nothing is kept of it', opened: 1 })
  })

  test('says which input is not the same', async () => {
    await prove(ALL)
    const bench = { ...BENCH, image: 'j', engine: 'f' }
    const { why } = await prove(ALL, { bench })
    expect(why).toMatch(
      /^not the same as when it was proved \(\d{4}-[^,]*\): the image, the engine$/,
    )
    // What differs from the last one is not what differs from the one that is nearest.
    const { why: nearest } = await prove(ALL, { bench: { ...BENCH, nixproof: 'n', engine: 'g' } })
    expect(nearest).toMatch(/^not the same .*, the nearest of 2 proofs\): the engine$/)
  })

  test('forgets what a run without it has seen not to hold', async () => {
    await prove(ALL)
    const { contradicting } = await import('./contradict.ts')
    const lost = verdictOf(new NixproofError('ENGINE_LOST', 'The engine went away'))
    const { signal } = new AbortController()
    const see = (verdict: Verdict, cell?: object): Promise<Verdict> =>
      contradicting({ check: async () => verdict, close: async () => {} }, file, cell).check(
        0,
        signal,
      )
    for (const verdict of [HELD, lost]) await see(verdict)
    await see(FAILED, { nix: 'other' })
    expect(await prove([])).toMatchObject(REUSED)
    await see(FAILED, {})
    expect(await prove(ALL)).toMatchObject({ why: 'nothing is kept of it', opened: 1 })
    await see(FAILED)
    expect(await prove(ALL)).toMatchObject({ why: 'nothing is kept of it', opened: 1 })
  })

  test('forgets what did not hold, also where something was changed meanwhile', async () => {
    await prove(ALL)
    await writeFile(file, BLOCK.repeat(4))
    let count = 0
    const meanwhile = () => writeFile(join(workspace, 'b.txt'), String(count++))
    await prove([HELD, FAILED, HELD, HELD], { meanwhile })
    await rm(join(workspace, 'b.txt'))
    await writeFile(file, BLOCK.repeat(3))
    expect((await prove(ALL)).opened).toBe(1)
  })

  test('forgets what did not hold where verdicts cannot be kept', async () => {
    await prove(ALL)
    const digest = () => Promise.reject(new Error('No permission'))
    await prove([FAILED, HELD, HELD], { bench: { ...BENCH, digest } })
    expect(await prove(ALL)).toMatchObject({ why: 'nothing is kept of it', opened: 1 })
  })

  test('runs where an input cannot be read, and says which', async () => {
    await prove(ALL)
    const digest = () => Promise.reject(new Error('No permission'))
    const { why, opened } = await prove(ALL, { bench: { ...BENCH, digest } })
    expect(why).toBe('an input cannot be read: No permission')
    expect(opened).toBe(1)
  })
})
