import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Readable } from 'node:stream'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Engine } from '../harness/engine/connect.ts'
import { startDockerd } from '../harness/engine/dockerd.ts'
import { pinnedOfficial } from '../harness/image/layer.ts'
import type { Official } from '../harness/image/official.ts'
import { clean, settingsIn } from './_dockerd.ts'
import { noDockerd, skipWhere } from './_needs.ts'

const OFFICIAL = new URL('../harness/image/official.ts', import.meta.url).href
const HOUR_MS = 3600 * 1000

let dir: string
let engine: Engine

beforeAll(async () => {
  if (noDockerd) return
  dir = await mkdtemp(join(tmpdir(), 'np-official-'))
  engine = await startDockerd(settingsIn(dir))
})
afterAll(async () => {
  if (!noDockerd) await clean(dir)
})
beforeEach((context) => skipWhere(context, noDockerd))

/** Asked on an engine that has no network, and so reaches no registry on any machine. */
async function find(insist = false): Promise<{ official: Official; said: string[] }> {
  const code = `
    import Docker from 'dockerode'
    import { findOfficial } from ${JSON.stringify(OFFICIAL)}
    const said = []
    const official = await findOfficial(new Docker(), { insist: ${insist} }, (line) => said.push(line))
    console.log(JSON.stringify({ official, said }))`
  const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', code], {
    env: { DOCKER_HOST: engine.host, XDG_CACHE_HOME: dir },
  })
  return JSON.parse(stdout) as Awaited<ReturnType<typeof find>>
}

const file = (): string => join(dir, 'nixproof', 'official-absent.json')
const ASKED = [expect.stringMatching(/^Asking the registry for nixos\/nix:/)]

/** Changes what it remembers of the registry's answer. */
async function remember(changes: object): Promise<void> {
  const absence = JSON.parse(await readFile(file(), 'utf8')) as object
  await writeFile(file(), JSON.stringify({ ...absence, ...changes }))
}

const askedAt = (hoursFromNow: number): Promise<void> =>
  remember({ at: Date.now() + hoursFromNow * HOUR_MS })

describe('findOfficial()', () => {
  test('asks the registry once, and believes for a day that it cannot be had', async () => {
    const first = await find()
    expect(first).toMatchObject({ official: { available: false }, said: ASKED })
    const second = await find()
    expect(second.said).toEqual([])
    expect(second.official).toMatchObject({
      available: false,
      reason: `${first.official.reason} (asked 0 min ago; --image official asks again)`,
    })
    await askedAt(-23)
    expect((await find()).official.reason).toContain('(asked 1380 min ago;')
    expect((await find(true)).said).toEqual(ASKED)
    expect((await find()).official.reason).toContain('(asked 0 min ago;')
  })

  test.each([
    ['given more than a day ago', () => askedAt(-25)],
    ['given in a time to come, before the clock was set back', () => askedAt(1)],
    ['cut off in the middle', () => writeFile(file(), '{"reference":"nixos')],
    ['for another image', () => remember({ reference: 'nixos/nix:1.0' })],
  ])('asks again where the answer that it has was %s', async (_, change) => {
    await mkdir(join(dir, 'nixproof'), { recursive: true })
    await find()
    await change()
    expect((await find()).said).toEqual(ASKED)
    expect((await find()).said).toEqual([])
  })

  test('asks nobody when it is on the engine', async () => {
    const { docker } = engine
    const reference = await pinnedOfficial()
    const [repo, tag] = reference.split(':')
    const progress = await docker.importImage(Readable.from(Buffer.alloc(1024)), { repo, tag })
    await new Promise((resolve) => docker.modem.followProgress(progress, resolve))
    expect(await find(true)).toEqual({
      official: { available: true, reference, reason: 'it is on the engine' },
      said: [],
    })
  })
})
