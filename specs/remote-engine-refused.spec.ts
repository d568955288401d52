import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { connect } from '../harness/engine/connect.ts'
import { createCertificateAuthority } from './_certificates.ts'
import { noDockerd, skipWhere } from './_needs.ts'
import { RemoteEngine } from './_remote-engine.ts'
import { useSshd } from './_sshd.ts'
import { tell } from './_support.ts'

const DEADLINE = { timeout: 60_000 }

describe('with an engine elsewhere that is not reached,', () => {
  let engine: RemoteEngine
  beforeEach((context) => skipWhere(context, noDockerd))
  beforeAll(async () => {
    if (noDockerd) return
    engine = await RemoteEngine.start()
  })
  afterAll(() => engine?.[Symbol.asyncDispose]())

  describe('over TLS', () => {
    interface Wrong {
      readonly title: string
      readonly change: (dir: string) => Promise<NodeJS.ProcessEnv>
      readonly found: string
    }
    const signed = async (dir: string): Promise<void> =>
      engine.authority.write(dir, ['client'], 'clientAuth')
    const wrongs: readonly Wrong[] = [
      {
        title: 'another authority is trusted',
        async change(dir) {
          await signed(dir)
          const other = await createCertificateAuthority()
          await writeFile(join(dir, 'ca.pem'), other.certificate)
          return {}
        },
        found: 'Its certificate is not signed by the authority in ca.pem',
      },
      {
        title: 'the client has no certificate',
        async change(dir) {
          await signed(dir)
          await rm(join(dir, 'cert.pem'))
          return {}
        },
        found: 'cert.pem is missing',
      },
      {
        title: 'the client has a certificate of another authority',
        async change(dir) {
          const other = await createCertificateAuthority()
          await other.write(dir, ['client'], 'clientAuth')
          await writeFile(join(dir, 'ca.pem'), engine.authority.certificate)
          return {}
        },
        found: 'It refuses the client certificate',
      },
      {
        title: 'the certificate of the engine is for another name',
        async change(dir) {
          await signed(dir)
          return { DOCKER_HOST: `tcp://localhost:${engine.port}` }
        },
        found: 'Its certificate is for another name',
      },
      {
        title: 'TLS is not asked for',
        async change(dir) {
          await signed(dir)
          return { DOCKER_TLS_VERIFY: undefined }
        },
        found: 'It speaks TLS only: set DOCKER_TLS_VERIFY=1',
      },
      {
        title: 'nothing listens there',
        async change(dir) {
          await signed(dir)
          return { DOCKER_HOST: 'tcp://127.0.0.1:9' }
        },
        found: 'Nothing listens there',
      },
      {
        title: 'there is no such host',
        async change(dir) {
          await signed(dir)
          return { DOCKER_HOST: 'tcp://no-such-host.invalid:2376' }
        },
        found: 'Host name unknown',
      },
    ]
    test.for(wrongs)(
      'verify says so where $title: 3',
      DEADLINE,
      async ({ title, change, found }) => {
        const dir = join(engine.dir, title.replaceAll(' ', '-'))
        const { exitCode, all } = await engine.verify([], {
          DOCKER_CERT_PATH: dir,
          ...(await change(dir)),
        })
        expect(all).toContain('[ENGINE_NOT_FOUND]')
        expect(all).toContain(found)
        expect(all).toContain('unset DOCKER_HOST')
        expect(exitCode).toBe(3)
      },
    )

    test('verify says that a host answers nothing, after 15 s: 3', DEADLINE, async () => {
      // To take a connection and to say nothing is as good as to drop every packet.
      const server = createServer(() => {}).listen(0, '127.0.0.1')
      onTestFinished(() => void server.close())
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const { exitCode, all } = await engine.verify([], { DOCKER_HOST: `tcp://127.0.0.1:${port}` })
      expect(all).toContain('No answer within 15 s')
      expect(exitCode).toBe(3)
    })
  })

  describe('over ssh', () => {
    const sshd = useSshd(() => engine)

    test('connect() carries more streams at once than sshd allows one login', async () => {
      const { PATH } = await sshd().client('many')
      vi.stubEnv('PATH', PATH)
      onTestFinished(() => void vi.unstubAllEnvs())
      const { docker, ...found } = await connect({ host: sshd().host }, 'spec', 15_000)
      expect(found).toMatchObject({ host: sshd().host, local: false })
      const streams = await Promise.all(Array.from({ length: 15 }, () => docker.getEvents()))
      const times: number[] = []
      for (let round = 0; round < 10; round += 1) {
        const startedAt = performance.now()
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await docker.ping()
        times.push(Math.round(performance.now() - startedAt))
      }
      tell(`ping over ssh: ${times.join(', ')} ms`)
      for (const stream of streams) (stream as Readable).destroy()
    })

    test('verify says that a key is refused: 3', async () => {
      const { exitCode, all } = await engine.verify(
        [],
        await sshd().client('other-key', 'stranger'),
      )
      expect(all).toContain('[ENGINE_NOT_FOUND]')
      expect(all).toMatch(/Ssh says: .*Permission denied \(publickey/)
      expect(exitCode).toBe(3)
    })

    test('verify talks to no host that it does not know: 3', async () => {
      const { exitCode, all } = await engine.verify(
        [],
        await sshd().client('unknown', 'user', 'none'),
      )
      expect(all).toContain('Host key verification failed')
      expect(exitCode).toBe(3)
    })
  })
})
