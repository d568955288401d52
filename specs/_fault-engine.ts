import { mkdir, mkdtemp, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type Docker from 'dockerode'
import { execa, type Result } from 'execa'
import { expect, onTestFinished } from 'vitest'
import type { DockerdSettings } from '../harness/engine/dockerd-settings.ts'
import { runningDockerd, startDockerd } from '../harness/engine/dockerd.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { RUN_LABEL } from '../harness/engine/sweep.ts'
import { DEFAULT_NIX } from '../harness/image/debian/packages.ts'
import { ensureImage } from '../harness/image/ensure.ts'
import { nixproof } from './_cli.ts'
import { clean, settingsIn } from './_dockerd.ts'
import { tell } from './_support.ts'

const PROGRAM = fileURLToPath(new URL('_faulted.ts', import.meta.url))
/** Room for any image; only what is used of it takes memory. */
const DISK = '8g'

/** What _faulted.ts says. */
interface Words {
  readonly line?: string
  readonly container?: string
  readonly code?: string
  readonly blame?: string
  readonly message?: string
  readonly next?: string
  readonly exitCode?: number
}

interface Work {
  readonly first: Words
  /** What it says next, and how many milliseconds that took. */
  readonly told: () => Promise<Words & { readonly ms: number }>
  /** Its end. */
  readonly ended: Promise<Pick<Result, 'stderr'>>
}

/** An engine that may be hurt: nobody else uses it. */
export class FaultEngine implements AsyncDisposable {
  readonly dir: string
  readonly image: string
  readonly settings: DockerdSettings
  docker: Docker

  private constructor(dir: string, image: string, settings: DockerdSettings, docker: Docker) {
    this.dir = dir
    this.image = image
    this.settings = settings
    this.docker = docker
  }

  /**
   * @param image Of the engine that all specs use.
   * @param prepare Mounts something on its data directory; returns options for dockerd.
   */
  static async start(
    image: string,
    prepare: (data: string) => Promise<readonly string[]> = mountMemory,
  ): Promise<FaultEngine> {
    const engine = await ensureEngine(() => {})
    const request = { choice: 'auto', nix: DEFAULT_NIX, refresh: false } as const
    const { base } = await ensureImage(engine, request, tell)
    const dir = await mkdtemp(join(tmpdir(), 'np-faults-'))
    await using begun = new AsyncDisposableStack()
    begun.defer(() => clean(dir))
    await mkdir(join(dir, 'data'))
    const settings = settingsOf(dir, await prepare(join(dir, 'data')))
    const { docker } = await startDockerd(settings)
    for (const reference of [base, image]) {
      const progress = await docker.loadImage(await engine.docker.getImage(reference).get())
      await new Promise((resolve) => docker.modem.followProgress(progress, resolve))
    }
    begun.move()
    return new FaultEngine(dir, image, settings, docker)
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      NIXPROOF_RUN: undefined,
      DOCKER_HOST: this.settings.host,
      XDG_STATE_HOME: join(this.dir, 'state-home'),
    }
  }

  /** A program that runs a command in a container here; the command has begun. */
  async work(command: string, workspace = ''): Promise<Work> {
    const child = execa(process.execPath, [PROGRAM, this.image, workspace, command], {
      env: this.environment,
      reject: false,
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    const next = async (): Promise<Words> => {
      const { value, done } = await lines.next()
      return done ? expect.fail((await child).stderr) : (JSON.parse(value) as Words)
    }
    const first = await next()
    if (first.container !== undefined) expect(await next()).toEqual({ line: 'begun' })
    return {
      first,
      told: async () => {
        const start = performance.now()
        return { ...(await next()), ms: performance.now() - start }
      },
      ended: child,
    }
  }

  /** How many containers of runs there are. */
  async left(): Promise<number> {
    const filters = { label: [RUN_LABEL] }
    return (await this.docker.listContainers({ all: true, filters })).length
  }

  /** Leaves so many bytes free on its disk, until disposed. */
  async limitDisk(free: number): Promise<AsyncDisposable> {
    const data = join(this.dir, 'data')
    const resize = (size: string): Promise<unknown> =>
      execa('mount', ['-o', `remount,size=${size}`, data])
    const { blocks, bfree, bsize } = await statfs(data)
    await resize(String((blocks - bfree) * bsize + free))
    return { [Symbol.asyncDispose]: async () => void (await resize(DISK)) }
  }

  send(signal: NodeJS.Signals): void {
    process.kill(runningDockerd(this.settings) ?? expect.fail('dockerd does not run'), signal)
  }

  /** Starts it again, after it has ended. */
  async revive(): Promise<void> {
    await expect.poll(() => runningDockerd(this.settings)).toBeUndefined()
    this.docker = (await startDockerd(this.settings)).docker
  }

  nixproof(...args: string[]): ReturnType<typeof nixproof> {
    return nixproof(args, this.environment)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pid = runningDockerd(this.settings)
    if (pid !== undefined) process.kill(pid, 'SIGCONT') // A test that failed may have left it frozen.
    await clean(this.dir)
  }
}

/** With a bridge: testcontainers asks for it where nixproof itself runs in a container. */
function settingsOf(dir: string, options: readonly string[]): DockerdSettings {
  const settings = settingsIn(dir, '--bip=172.31.255.1/24')
  return { ...settings, options: [...settings.options, ...options] }
}

async function mountMemory(data: string): Promise<readonly string[]> {
  await execa('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'none', data])
  return []
}
