import { mkdir, mkdtemp, mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type Docker from 'dockerode'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import type { DockerdSettings } from '../harness/engine/dockerd-settings.ts'
import { runningDockerd, startDockerd } from '../harness/engine/dockerd.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { stopDockerd } from '../harness/engine/stop.ts'
import { RUN_LABEL } from '../harness/engine/sweep.ts'
import { DEFAULT_NIX } from '../harness/image/debian/packages.ts'
import { ensureImage } from '../harness/image/ensure.ts'
import { nixproof } from './_cli.ts'
import { canStart, clean, settingsIn } from './_dockerd.ts'
import { tell } from './_support.ts'

const PROGRAM = fileURLToPath(new URL('_faulted.ts', import.meta.url))
const image = inject('image')
const WORKSPACE = fileURLToPath(
  new URL('../fixtures/sample-tutorial/sample-app-python', import.meta.url),
)
/** What a fault may take to be noticed. */
const SOON_MS = 15_000

let dir: string
let settings: DockerdSettings
let docker: Docker

beforeAll(async () => {
  if (!canStart) return
  const engine = await ensureEngine(() => {})
  dir = await mkdtemp(join(tmpdir(), 'np-faults-'))
  settings = settingsIn(dir, '--bip=172.31.255.1/24')
  await mkdir(join(dir, 'data'))
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=640m', 'none', join(dir, 'data')])
  docker = (await startDockerd(settings)).docker
  const { base } = await ensureImage(
    engine,
    { choice: 'auto', nix: DEFAULT_NIX, refresh: false },
    tell,
  )
  for (const reference of [base, image]) {
    const progress = await docker.loadImage(await engine.docker.getImage(reference).get())
    await new Promise((resolve) => docker.modem.followProgress(progress, resolve))
  }
})
afterAll(async () => {
  if (canStart) await clean(dir)
})

interface Words {
  readonly line?: string
  readonly container?: string
  readonly code?: string
  readonly blame?: string
  readonly message?: string
  readonly next?: string
  readonly exitCode?: number
}

function environment(): NodeJS.ProcessEnv {
  return {
    NIXPROOF_RUN: undefined,
    DOCKER_HOST: settings.host,
    XDG_STATE_HOME: join(dir, 'state-home'),
  }
}

/** A program that runs a command in a container of the engine that is about to break. */
async function work(command: string, workspace = '') {
  const child = execa(process.execPath, [PROGRAM, image, workspace, command], {
    env: environment(),
    reject: false,
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async (): Promise<Words> => {
    const { value, done } = await lines.next()
    return done ? expect.fail((await child).stderr) : (JSON.parse(value) as Words)
  }
  onTestFinished(() => void child.kill('SIGKILL'))
  const first = await next()
  if (first.container !== undefined) expect(await next()).toEqual({ line: 'begun' })
  return { first, next, child }
}

/** What the program says next, and how long that took. */
async function told(next: () => Promise<Words>): Promise<Words & { readonly ms: number }> {
  const start = performance.now()
  return { ...(await next()), ms: performance.now() - start }
}

async function left(): Promise<number> {
  const filters = { label: [RUN_LABEL] }
  return (await docker.listContainers({ all: true, filters })).length
}

async function send(signal: NodeJS.Signals): Promise<number> {
  const pid = runningDockerd(settings) ?? expect.fail('dockerd runs')
  process.kill(pid, signal)
  return pid
}

describe.runIf(canStart)('run(), when', () => {
  test('the container is paused, says so within 15 s', async () => {
    const { first, next, child } = await work('sleep 600')
    await sleep(1000) // An exec that is just being started may keep an old engine from pausing.
    await docker.getContainer(first.container ?? '').pause()
    const { ms, ...words } = await told(next)
    expect(words).toMatchObject({ code: 'CONTAINER_FAILED', blame: 'environment' })
    expect(words.message).toContain('The container is paused')
    expect(ms).toBeLessThan(SOON_MS)
    await child
    expect(await left()).toBe(0)
  })

  test('the kernel ends the container for want of memory, says so', async () => {
    // A program may offer another one to the kernel first.
    const greedy = 'echo 1000 >/proc/1/oom_score_adj; x=$(head -c 900M /dev/zero | tr "\\0" x)'
    const { next, child } = await work(greedy)
    const { ms, ...words } = await told(next)
    expect(words).toMatchObject({ code: 'OUT_OF_MEMORY', blame: 'environment' })
    expect(words.next).toContain('more memory')
    expect(ms).toBeLessThan(SOON_MS)
    await child
    expect(await left()).toBe(0)
  })

  test('somebody removes the container, says so', async () => {
    const { first, next, child } = await work('sleep 600')
    await docker.getContainer(first.container ?? '').remove({ force: true })
    expect(await told(next)).toMatchObject({ code: 'CONTAINER_FAILED', blame: 'environment' })
    await child
  })

  test('the disk of the engine is full, says so, and what to do', async () => {
    await using source = await mkdtempDisposable(join(tmpdir(), 'np-large-'))
    await writeFile(join(source.path, 'large'), Buffer.alloc(640 * 1024 * 1024))
    const { first, child } = await work('true', source.path)
    expect(first).toMatchObject({ code: 'OUT_OF_DISK', blame: 'environment' })
    expect(first.next).toContain('docker system df')
    await child
    expect(await left()).toBe(0)
  })

  test('the engine is frozen, says so within 15 s; the next start removes what is left', async () => {
    const { next, child } = await work('sleep 600')
    await send('SIGSTOP')
    const { ms, ...words } = await told(next).finally(() => send('SIGCONT'))
    expect(words).toMatchObject({ code: 'ENGINE_LOST', blame: 'environment' })
    expect(words.next).toContain('nixproof doctor')
    expect(ms).toBeLessThan(SOON_MS)
    await child
    expect(await left()).toBe(0)
  })

  test('the engine is restarted, says so; nothing is left', async () => {
    const { next, child } = await work('sleep 600')
    const stopping = stopDockerd(settings)
    const { ms, ...words } = await told(next)
    expect(words.blame).toBe('environment')
    expect(['ENGINE_LOST', 'CONTAINER_FAILED']).toContain(words.code)
    expect(ms).toBeLessThan(SOON_MS)
    await stopping
    await child
    docker = (await startDockerd(settings)).docker
    await nixproof(['clean'], environment())
    expect(await left()).toBe(0)
  })

  test('the engine dies, says so; when it is back, nothing is left after the next start', async () => {
    const { next, child } = await work('sleep 600')
    const pid = await send('SIGKILL')
    const { ms, ...words } = await told(next)
    expect(words).toMatchObject({ code: 'ENGINE_LOST', blame: 'environment' })
    expect(ms).toBeLessThan(SOON_MS)
    expect((await child).stderr).toContain('may be left on')
    await expect.poll(() => runningDockerd(settings)).toBeUndefined()
    expect(pid).toBeGreaterThan(0)
    docker = (await startDockerd(settings)).docker
    expect(await left()).toBe(1)
    const { all } = await nixproof(['clean'], environment())
    expect(all).toContain('Removed 1 container of 1 dead run')
    expect(await left()).toBe(0)
  })
})

describe.runIf(canStart)('nixproof verify, when', () => {
  /** Starts it, and waits until it has begun with the last step of the plan. */
  async function verify(steps: string) {
    const plan = join(dir, 'README.plan.yaml')
    await writeFile(join(dir, 'README.md'), '# Long\n')
    await writeFile(
      plan,
      `format: 1\ntutorial: README.md\nworkspace: ${WORKSPACE}\nchecks:\n  - name: lasts\n    line: 1\n    steps:\n${steps}`,
    )
    const run = nixproof(['verify', plan], environment())
    return run
  }

  test('the engine dies in the middle of a step, ends with 3 and blames nobody else', async () => {
    const run = verify(`      - { do: shell, run: sleep 600 }\n`)
    await expect.poll(left, { timeout: 20_000 }).toBe(1)
    await sleep(1500)
    const killed = performance.now()
    await send('SIGKILL')
    const { all, exitCode } = await run
    expect(performance.now() - killed).toBeLessThan(SOON_MS)
    expect(all).toContain('ENGINE_LOST')
    expect(all).toContain('The environment is missing something')
    expect(all).not.toContain('nixproof itself failed')
    expect(exitCode).toBe(3)
    docker = (await startDockerd(settings)).docker
    await nixproof(['clean'], environment())
    expect(await left()).toBe(0)
  })
})
