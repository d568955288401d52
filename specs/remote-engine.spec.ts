import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DoctorCheck } from '../harness/engine/doctor/check.ts'
import { makeGreetings } from './_greetings.ts'
import { noDockerCli, noDockerd, skipWhere } from './_needs.ts'
import { RemoteEngine } from './_remote-engine.ts'
import { useSshd } from './_sshd.ts'
import { fixture } from './_support.ts'

const DEADLINE = { timeout: 600_000 }

describe('with an engine elsewhere, which sees nothing of this machine,', () => {
  let engine: RemoteEngine
  let image: string
  beforeEach((context) => skipWhere(context, noDockerd))
  beforeAll(async () => {
    if (noDockerd) return
    engine = await RemoteEngine.start()
    image = await engine.loadImage()
  })
  afterAll(() => engine?.[Symbol.asyncDispose]())

  /** Ends a run as Ctrl-C does, when its container is there. */
  async function interrupt(changes: NodeJS.ProcessEnv = {}): Promise<void> {
    const running = engine.verify([], changes)
    const containers = () => engine.docker.listContainers()
    await expect.poll(containers, { timeout: 60_000 }).toHaveLength(1)
    running.kill('SIGINT')
    expect((await running).signal).toBe('SIGINT')
    expect(await engine.docker.listContainers({ all: true })).toEqual([])
  }

  test('a directory of this machine that is mounted there is an empty one', async () => {
    const container = await engine.docker.createContainer({
      Image: image,
      Cmd: ['ls', '-A', '/there'],
      HostConfig: { Binds: [`${fixture('sample-tutorial')}:/there`] },
    })
    await container.start()
    const { StatusCode } = (await container.wait()) as { StatusCode: number }
    const said = await container.logs({ stdout: true, stderr: true })
    await container.remove({ v: true })
    expect([StatusCode, String(said)]).toEqual([0, ''])
  })

  describe('over TLS', () => {
    test(
      'verify proves the sample tutorial by DOCKER_HOST, and leaves nothing',
      DEADLINE,
      async () => {
        const { exitCode, all } = await engine.verify()
        expect(all).toContain(`found by DOCKER_HOST ${engine.host}`)
        expect(all).toMatch(/^Proved: 15 held, 3 not run /m)
        expect(exitCode).toBe(0)
        expect(await engine.docker.listContainers({ all: true })).toEqual([])
      },
    )

    test(
      'verify proves its fetched variant: the proxy is reached from there',
      DEADLINE,
      async () => {
        await using greetings = await makeGreetings()
        const origin = `github:example-org/greetings=${greetings.path}@${greetings.published}`
        const { exitCode, all } = await engine.verify(['--origin', origin])
        expect(all).toMatch(/^Proved: 18 held /m)
        expect(exitCode).toBe(0)
      },
    )

    test('verify takes the docker context that the docker CLI made', DEADLINE, async (context) => {
      skipWhere(context, noDockerCli)
      const config = join(engine.dir, 'config')
      const { certDir, host } = engine
      const files = ['ca', 'cert', 'key'].map((name) => `${name}=${join(certDir, name)}.pem`)
      const args = ['context', 'create', 'far', '--docker', [`host=${host}`, ...files].join(',')]
      await execa('docker', args, { env: { DOCKER_CONFIG: config } })
      const nothing = { DOCKER_HOST: undefined, DOCKER_TLS_VERIFY: undefined }
      const env = { ...nothing, DOCKER_CONFIG: config, DOCKER_CERT_PATH: undefined }
      const { exitCode, all } = await engine.verify(['--only', '44'], {
        ...env,
        DOCKER_CONTEXT: 'far',
      })
      expect(all).toContain(`found by docker context "far" ${host}`)
      expect(all).toMatch(/^Proved: 1 held/m)
      expect(exitCode).toBe(0)

      const gone = await engine.verify([], { ...env, DOCKER_CONTEXT: 'gone' })
      expect(gone.all).toContain('No such context')
      expect(gone.exitCode).toBe(3)
    })

    test('verify leaves nothing there on Ctrl-C', DEADLINE, () => interrupt())

    test('doctor asks that engine, and no other', DEADLINE, async () => {
      const { stdout, exitCode } = await engine.nixproof(['doctor', '--json'])
      const { checks } = JSON.parse(stdout) as { readonly checks: readonly DoctorCheck[] }
      expect(checks.find(({ name }) => name === 'engine')).toMatchObject({
        state: 'ok',
        found: `DOCKER_HOST ${engine.host} answers`,
      })
      expect(checks.filter(({ state }) => state === 'problem')).toEqual([])
      expect(exitCode).toBe(0)
    })
  })

  describe('over ssh', () => {
    const sshd = useSshd(() => engine)

    test('verify proves the sample tutorial, and leaves nothing', DEADLINE, async () => {
      const { exitCode, all } = await engine.verify([], await sshd().client('right'))
      expect(all).toContain(`found by DOCKER_HOST ${sshd().host}`)
      expect(all).toMatch(/^Proved: 15 held, 3 not run /m)
      expect(exitCode).toBe(0)
      expect(await engine.docker.listContainers({ all: true })).toEqual([])
    })

    test('verify leaves nothing there on Ctrl-C', DEADLINE, async () => {
      await interrupt(await sshd().client('interrupted'))
    })
  })
})
