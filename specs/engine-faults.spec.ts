import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { stopDockerd } from '../harness/engine/stop.ts'
import { FaultEngine } from './_fault-engine.ts'
import { noDockerd, skipWhere } from './_needs.ts'

const SAMPLE = fileURLToPath(new URL('../fixtures/sample-tutorial', import.meta.url))
const MIB = 1024 ** 2
/** What a fault may take to be noticed. */
const SOON_MS = 15_000

let engine: FaultEngine

beforeAll(async () => {
  if (!noDockerd) engine = await FaultEngine.start(inject('image'))
})
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
})
beforeEach((context) => skipWhere(context, noDockerd))

describe('run()', () => {
  test('says within 15 s that the container is paused', async () => {
    const { first, told, ended } = await engine.work('sleep 600')
    await sleep(1000) // An exec that is just being started may keep an old engine from pausing.
    await engine.docker.getContainer(first.container ?? '').pause()
    const { ms, ...words } = await told()
    expect(words).toMatchObject({ code: 'CONTAINER_FAILED', blame: 'environment' })
    expect(words.message).toContain('The container is paused')
    expect(words.next).toContain('docker unpause')
    expect(ms).toBeLessThan(SOON_MS)
    await ended
    expect(await engine.left()).toBe(0)
  })

  test('says that the kernel has ended the container for want of memory', async () => {
    // A program may offer another one to the kernel first.
    const greedy =
      'echo 0 >/proc/self/oom_score_adj; echo 1000 >/proc/1/oom_score_adj; x=$(head -c 900M /dev/zero | tr "\\0" x)'
    const { told, ended } = await engine.work(greedy)
    const { ms, ...words } = await told()
    expect(words).toMatchObject({ code: 'OUT_OF_MEMORY', blame: 'environment' })
    expect(words.next).toContain('more memory')
    expect(ms).toBeLessThan(SOON_MS)
    await ended
    expect(await engine.left()).toBe(0)
  })

  test('says that somebody has removed the container', async () => {
    const { first, told, ended } = await engine.work('sleep 600')
    await engine.docker.getContainer(first.container ?? '').remove({ force: true })
    const { ms, ...words } = await told()
    expect(words).toMatchObject({ code: 'CONTAINER_FAILED', blame: 'environment' })
    expect(ms).toBeLessThan(SOON_MS)
    await ended
  })

  test('goes on when the image is removed; the next start() says that it is missing', async () => {
    const { told, ended } = await engine.work('sleep 3; echo still here')
    const image = engine.docker.getImage(engine.image)
    const { Id: id } = await image.inspect()
    await image.remove({ force: true })
    expect(await told()).toMatchObject({ line: 'still here' })
    expect(await told()).toMatchObject({ exitCode: 0 })
    await ended
    const { first } = await engine.work('true')
    expect(first).toMatchObject({ code: 'IMAGE_UNAVAILABLE', blame: 'environment' })
    const [repo = '', tag = ''] = engine.image.split(':')
    await engine.docker.getImage(id).tag({ repo, tag })
    expect(await engine.left()).toBe(0)
  })

  test('says that the engine is restarted; nothing is left after "clean"', async () => {
    const { told, ended } = await engine.work('sleep 600')
    const stopping = stopDockerd(engine.settings)
    const { ms, ...words } = await told()
    expect(words.blame).toBe('environment')
    // The engine ends its containers before itself.
    expect(['ENGINE_LOST', 'CONTAINER_FAILED']).toContain(words.code)
    expect(ms).toBeLessThan(SOON_MS)
    await stopping
    await ended
    await engine.revive()
    await engine.nixproof('clean')
    expect(await engine.left()).toBe(0)
  })

  test('says that the engine has died; when it is back, "clean" removes what is left', async () => {
    const { told, ended } = await engine.work('sleep 600')
    engine.send('SIGKILL')
    const { ms, ...words } = await told()
    expect(words).toMatchObject({ code: 'ENGINE_LOST', blame: 'environment' })
    expect(ms).toBeLessThan(SOON_MS)
    expect((await ended).stderr).toContain('may be left on')
    await engine.revive()
    expect(await engine.left()).toBe(1)
    expect((await engine.nixproof('clean')).all).toContain('Removed 1 container of 1 dead run')
    expect(await engine.left()).toBe(0)
  })
})

describe('start()', () => {
  test('says that the disk of the engine is full, and what to do', async () => {
    await using source = await mkdtempDisposable(join(tmpdir(), 'np-large-'))
    await writeFile(join(source.path, 'large'), Buffer.alloc(128 * MIB))
    await using _ = await engine.limitDisk(64 * MIB)
    const { first, ended } = await engine.work('true', source.path)
    expect(first).toMatchObject({ code: 'OUT_OF_DISK', blame: 'environment' })
    expect(first.next).toContain('docker system df')
    await ended
    expect(await engine.left()).toBe(0)
  })
})

describe('nixproof verify', () => {
  /** A plan whose last step lasts. */
  async function planOf(...steps: string[]): Promise<string> {
    const plan = join(engine.dir, 'README.plan.yaml')
    const head = `format: 1\ntutorial: ${SAMPLE}/README.md\nworkspace: ${SAMPLE}\n`
    const lines = steps.map((step) => `      - ${step}\n`).join('')
    await writeFile(plan, `${head}checks:\n  - name: lasts\n    line: 1\n    steps:\n${lines}`)
    return plan
  }

  test('says within 15 s that the engine is frozen, ends with 3 soon after, and waits for nobody', async () => {
    const step = '{ do: shell, cwd: sample-app-python, run: sleep 600 }'
    const run = engine.nixproof('verify', await planOf(step))
    await expect.poll(() => engine.left(), { timeout: 60_000 }).toBe(1)
    await sleep(1500)
    const start = performance.now()
    engine.send('SIGSTOP')
    const thaw = setTimeout(() => engine.send('SIGCONT'), 60_000)
    let saidAfter = 0
    run.stderr.on('data', (text) => {
      if (String(text).includes('ENGINE_LOST')) saidAfter ||= performance.now() - start
    })
    const { all, exitCode } = await run
    clearTimeout(thaw)
    const endedAfter = performance.now() - start
    engine.send('SIGCONT')
    expect(all).toContain('The engine does not answer any more [ENGINE_LOST]')
    expect(all).toContain('nixproof doctor')
    expect(all).not.toContain('nixproof itself failed')
    expect(exitCode).toBe(3)
    expect(saidAfter).toBeLessThan(SOON_MS)
    expect(endedAfter).toBeLessThan(40_000)
    await engine.nixproof('clean')
    expect(await engine.left()).toBe(0)
  })

  test('ends with 3 when the engine dies in the middle of a step; the next run sweeps', async () => {
    const run = engine.nixproof(
      'verify',
      await planOf('{ do: shell, cwd: sample-app-python, run: sleep 600 }'),
    )
    await expect.poll(() => engine.left(), { timeout: 60_000 }).toBe(1)
    await sleep(1500)
    const start = performance.now()
    engine.send('SIGKILL')
    const { all, exitCode } = await run
    expect(performance.now() - start).toBeLessThan(SOON_MS)
    expect(all).toContain('✖ lasts')
    expect(all).toContain('ENGINE_LOST')
    expect(all).not.toContain('nixproof itself failed')
    expect(exitCode).toBe(3)

    await engine.revive()
    expect(await engine.left()).toBe(1)
    const next = await engine.nixproof(
      'verify',
      await planOf('{ do: shell, cwd: sample-app-python, run: "true" }'),
    )
    expect(next.exitCode).toBe(0)
    expect(next.all).toContain('Removed 1 container of 1 dead run')
    expect(await engine.left()).toBe(0)
  })
})
