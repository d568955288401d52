import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { config } from '../harness/config.ts'
import { type DockerdSettings, pidFile } from '../harness/engine/dockerd-settings.ts'
import { runningDockerd, startDockerd } from '../harness/engine/dockerd.ts'
import { isEngine, searchEngine } from '../harness/engine/find.ts'
import { provideEngine } from '../harness/engine/provision.ts'
import { stopDockerd } from '../harness/engine/stop.ts'
import { listWays, type Surroundings, surroundings, type Way } from '../harness/engine/ways.ts'
import { clean, provideElsewhere, settingsIn } from './_dockerd.ts'
import { mountsBelow } from './_leftovers.ts'
import { noDockerCli, noDockerd, skipWhere } from './_needs.ts'

/** Nothing set, and a home and a run directory where nothing listens. */
function bare(dir: string): Surroundings {
  return {
    ...surroundings(config),
    dockerHost: undefined,
    dockerContext: undefined,
    dockerConfigDir: join(dir, 'config'),
    home: join(dir, 'home'),
    runtimeDir: dir,
  }
}

/** All ways but the default socket, where this machine's engine may listen. */
function waysOf(around: Surroundings): Way[] {
  return listWays(around).filter(({ name }) => !name.startsWith('default'))
}

describe('a dockerd of our own', () => {
  beforeEach((context) => skipWhere(context, noDockerd))
  let dir: string
  let settings: DockerdSettings

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'np-engine-'))
    settings = settingsIn(dir)
  })
  afterAll(async () => {
    await clean(dir)
  })

  test('provideEngine() in two processes at once starts one, which outlives both', async () => {
    const outputs = await Promise.all([provideElsewhere(settings), provideElsewhere(settings)])
    const lines = outputs.flatMap(({ stdout }) => stdout.split('\n'))
    expect(lines.filter((line) => line === 'Starting dockerd')).toHaveLength(1)
    expect(lines.filter((line) => line === settings.host)).toHaveLength(2)

    const pid = runningDockerd(settings)
    // Fields 6 and 7: its session, which is its own, and its terminal, which is none.
    const [, , , , , session, terminal] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
    expect({ session, terminal }).toEqual({ session: String(pid), terminal: '0' })
  })

  test('provideEngine() takes the one that runs', async () => {
    const engine = await provideEngine(settings, (step) => expect.fail(step))
    expect(engine).toMatchObject({ host: settings.host, local: true })
    expect(engine.version).toMatch(/^\d+\.\d+/)
    expect(engine.apiVersion).toMatch(/^1\.\d+$/)
    expect(await engine.docker.ping()).toBeTruthy()
  })

  describe('searchEngine()', () => {
    const foundBy = async (around: Surroundings): Promise<string> => {
      const found = await searchEngine(waysOf(around))
      return isEngine(found) ? found.foundBy : expect.fail(JSON.stringify(found))
    }

    test('takes the first way that answers', async () => {
      symlinkSync(join(dir, 'd.sock'), join(dir, 'docker.sock'))
      expect(await foundBy(bare(dir))).toBe(`user's socket unix://${dir}/docker.sock`)
      const around = { ...bare(dir), dockerHost: settings.host }
      expect(await foundBy(around)).toBe(`DOCKER_HOST ${settings.host}`)
    })

    test('follows a context that the docker CLI made, unless DOCKER_HOST is set', async (context) => {
      skipWhere(context, noDockerCli)
      const around = { ...bare(dir), dockerContext: 'of-spec' }
      const env = { DOCKER_CONFIG: around.dockerConfigDir }
      const args = ['context', 'create', 'of-spec', '--docker', `host=${settings.host}`]
      await execa('docker', args, { env })
      expect(await foundBy(around)).toBe(`docker context "of-spec" ${settings.host}`)

      await execa('docker', ['context', 'use', 'of-spec'], { env: { ...env, DOCKER_HOST: '' } })
      expect(await foundBy(bare(dir))).toBe(`docker context "of-spec" ${settings.host}`)
      const host = `unix://${dir}/docker.sock`
      expect(await foundBy({ ...bare(dir), dockerHost: host })).toBe(`DOCKER_HOST ${host}`)
      expect(await foundBy({ ...bare(dir), dockerContext: 'default' })).toContain("user's socket")
    })

    test('does not pass over a DOCKER_HOST that does not answer', async () => {
      await expect(
        searchEngine(waysOf({ ...bare(dir), dockerHost: `unix://${dir}/none.sock` })),
      ).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND', details: { found: 'No such socket' } })
    })
  })

  test('stopDockerd() ends it, and has nothing to do then', async () => {
    const pid = runningDockerd(settings)
    expect(await stopDockerd(settings)).toBe(pid)
    // Its parent may be slow to bury it: a zombie has no program.
    expect(existsSync(`/proc/${pid}/exe`)).toBe(false)
    expect(await stopDockerd(settings)).toBeUndefined()
  })

  test('stopDockerd() leaves a stranger alone who has its pid by now', async () => {
    writeFileSync(pidFile(settings), String(process.pid))
    expect(await stopDockerd(settings)).toBeUndefined()
  })

  test('startDockerd() starts where a machine lost its processes and others have their pids', async () => {
    await startDockerd(settings)
    const pid = runningDockerd(settings) ?? expect.fail('it runs')
    const containerd = join(settings.execRoot, 'containerd', 'containerd.pid')
    const pids = [pid, Number(readFileSync(containerd, 'utf8'))]
    for (const one of pids) process.kill(one, 'SIGKILL')
    await expect.poll(() => pids.filter((one) => existsSync(`/proc/${one}/exe`))).toEqual([])
    for (const file of [pidFile(settings), containerd]) writeFileSync(file, String(process.pid))

    await startDockerd(settings)
    expect(runningDockerd(settings)).not.toBe(process.pid)
  })

  test('clean() of specs takes away what was killed, and mounts that are in use', async () => {
    const other = await mkdtemp(join(tmpdir(), 'np-engine-'))
    const killed = settingsIn(other)
    await startDockerd(killed)
    const user = execa('sleep', ['600'], { cwd: join(other, 'data'), reject: false })
    onTestFinished(() => void user.kill())
    process.kill(runningDockerd(killed) ?? expect.fail('it runs'), 'SIGKILL')
    await expect.poll(() => runningDockerd(killed)).toBeUndefined()
    expect(await mountsBelow(other)).not.toEqual([])
    await clean(other)
    expect(existsSync(other)).toBe(false)
    const table = readFileSync('/proc/self/mountinfo', 'utf8')
    expect(table).not.toContain(other)
  })

  test('startDockerd() says why when dockerd ends at once', async () => {
    await using other = await mkdtempDisposable(join(tmpdir(), 'np-engine-'))
    const wrong: DockerdSettings = { ...settingsIn(other.path), options: ['--no-such-option'] }
    await expect(startDockerd(wrong)).rejects.toMatchObject({
      code: 'ENGINE_NOT_STARTED',
      details: { found: expect.stringContaining('unknown flag: --no-such-option') },
    })
  })
})
