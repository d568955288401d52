import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { execa } from 'execa'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WARM_LABEL, WARM_LAYOUT } from '../harness/container/warm/volume.ts'
import type { DockerdSettings } from '../harness/engine/dockerd-settings.ts'
import { startDockerd } from '../harness/engine/dockerd.ts'
import { shortMachine } from '../harness/engine/lease.ts'
import { stopDockerd } from '../harness/engine/stop.ts'
import { RUN_LABEL } from '../harness/engine/sweep.ts'
import { nixproof } from './_cli.ts'
import { clean, settingsIn } from './_dockerd.ts'
import { noDockerd, skipWhere } from './_needs.ts'

const HOUR_MS = 3600 * 1000
const LEASE = new URL('../harness/engine/lease.ts', import.meta.url).href

let dir: string
let settings: DockerdSettings
let docker: Docker

beforeAll(async () => {
  if (noDockerd) return
  dir = await mkdtemp(join(tmpdir(), 'np-clean-'))
  settings = settingsIn(dir)
  docker = (await startDockerd(settings)).docker
})
afterAll(async () => {
  if (!noDockerd) await clean(dir)
})

function environment(): NodeJS.ProcessEnv {
  return {
    NIXPROOF_RUN: undefined,
    DOCKER_HOST: settings.host,
    XDG_STATE_HOME: join(dir, 'state-home'),
    XDG_CACHE_HOME: join(dir, 'cache-home'),
  }
}

/** An image with one file in it. */
async function make(reference: string): Promise<void> {
  const files = pack()
  files.entry({ name: 'file' }, reference)
  files.finalize()
  const [repo, tag] = reference.split(':')
  const progress = await docker.importImage(Readable.from(files), { repo, tag })
  await new Promise((resolve) => docker.modem.followProgress(progress, resolve))
}

async function tags(): Promise<string[]> {
  return (await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []).toSorted()
}

/** Makes a container older than it is. The engine does not look into its files while it runs. */
async function age(id: string, hours: number): Promise<void> {
  await stopDockerd(settings)
  const file = join(dir, 'data', 'containers', id, 'config.v2.json')
  const recorded = JSON.parse(await readFile(file, 'utf8')) as { Created: string }
  recorded.Created = new Date(Date.parse(recorded.Created) - hours * HOUR_MS).toISOString()
  await writeFile(file, JSON.stringify(recorded))
  docker = (await startDockerd(settings)).docker
}

describe('nixproof clean --all', () => {
  beforeEach((context) => skipWhere(context, noDockerd))

  test('asks first, and where nobody can be asked wants --yes: 2', async () => {
    const { all, exitCode } = await nixproof(['clean', '--all'], environment())
    expect(all).toContain('nixproof clean --all --yes')
    expect(exitCode).toBe(2)
  })

  test('keeps images and caches while a run is alive', async () => {
    await make('nixproof/embedded:1')
    const code = `await (await import(${JSON.stringify(LEASE)})).holdLease(); setTimeout(() => {}, 60_000); console.log('held')`
    const live = execa(process.execPath, ['--input-type=module', '--eval', code], {
      env: environment(),
      reject: false,
    })
    await new Promise((resolve) => live.stdout.once('data', resolve))
    const { all } = await nixproof(['clean', '--all', '--yes'], environment())
    live.kill('SIGKILL')
    await live
    expect(all).toContain('Kept images and caches: a run is alive and uses them')
    expect(await tags()).toEqual(['nixproof/embedded:1'])
  })

  test("removes nixproof's images and caches, and nothing of anybody else", async () => {
    const cache = join(dir, 'cache-home', 'nixproof', 'debs')
    await mkdir(cache, { recursive: true })
    await writeFile(join(cache, 'one.deb'), Buffer.alloc(2_000_000))
    await make('nixproof/embedded-nix:used')
    await make('nixproof-of-others/embedded:1')
    await make('others/image:1')
    const Labels = { [RUN_LABEL]: 'of-another-machine' }
    const Image = 'nixproof/embedded-nix:used'
    const container = await docker.createContainer({ Image, Cmd: ['none'], Labels })

    const { all, exitCode } = await nixproof(['clean', '--all', '--yes'], environment())
    expect(all).toContain('Removed 1 image: nixproof/embedded:1')
    expect(all).toContain('Kept image nixproof/embedded-nix:used: a container uses it')
    expect(all).toMatch(/Kept 1 container of run of-another-machine: it is of another machine/)
    expect(all).toMatch(/Removed \d+ MB of caches in /)
    expect(exitCode).toBe(0)
    expect(existsSync(cache)).toBe(false)
    await container.inspect()
    expect(await tags()).toEqual([
      'nixproof-of-others/embedded:1',
      'nixproof/embedded-nix:used',
      'others/image:1',
    ])
  })

  test('removes the warm store of this machine, and no volume of anybody else', async () => {
    const { stdout: id } = await execa('cat', [join(dir, 'state-home/nixproof/machine')])
    const [Name, other] = [id, 'another'].map(
      (one) => `nixproof-warm-${shortMachine(`${one}@${hostname()}`)}`,
    )
    const Labels = { [WARM_LABEL]: WARM_LAYOUT }
    await docker.createVolume({ Name, Labels })
    await docker.createVolume({ Name: other, Labels })
    const { all } = await nixproof(['clean', '--all', '--yes'], environment())
    expect(all).toContain(`Removed the warm store: volume ${Name}`)
    expect((await docker.listVolumes()).Volumes.map((one) => one.Name)).toEqual([other])
  })

  test.each([
    ['right', 0],
    ['400 days ahead', 400],
    ['400 days behind', -400],
  ])(
    'removes what another machine made more than a day ago; the clock here is %s',
    async (_, days) => {
      await make('others/image:1')
      const create = ({ hours }: { hours: number }): Promise<Docker.Container> => {
        const Labels = { [RUN_LABEL]: `made-${hours}-hours-ago` }
        return docker.createContainer({ Image: 'others/image:1', Cmd: ['none'], Labels })
      }
      const [young, old] = [await create({ hours: 23 }), await create({ hours: 25 })]
      await age(young.id, 23)
      await age(old.id, 25)
      const clock = `const{now}=Date;Date.now=()=>now()+${days * 24 * HOUR_MS}`
      const { all, exitCode } = await nixproof(['clean', '--all', '--yes'], {
        ...environment(),
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}`,
      })
      expect(all).toContain('Removed run made-25-hours-ago of another machine, older than a day')
      expect(all).toContain('Kept 1 container of run made-23-hours-ago')
      expect(exitCode).toBe(0)
      await docker.getContainer(young.id).remove()
      await expect(docker.getContainer(old.id).inspect()).rejects.toMatchObject({ statusCode: 404 })
    },
  )
})
