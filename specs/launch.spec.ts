import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { failure, fixture, processes } from './_support.ts'

const APP = ['./result/bin/sample-app-python']
const HELLO = 'Hello world from Nix and Flask!'
const inApp = { cwd: 'sample-app-python' }

async function startWithApp(): Promise<StartedNixContainer> {
  const container = await new NixContainer(inject('image'))
    .withWorkspace(fixture('sample-tutorial'))
    .start()
  await container.nixBuild(inApp)
  return container
}

describe('launch()', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await startWithApp()
  })
  afterAll(() => container.stop())

  test('launch() serves the hello page of an app that listens on its loopback', async () => {
    await using server = await container.launch(APP, inApp)
    expect(server).toMatchObject({ port: 5000, address: '127.0.0.1' })
    expect(server.pid).toBeGreaterThan(1)
    expect(server.readyAfterMs).toBeGreaterThan(0)
    const response = await supertest(server.url).get('/')
    expect([response.status, response.text]).toEqual([200, HELLO])
    // The answer and the log come by different streams.
    await expect.poll(() => server.output().stderr).toContain('GET / HTTP/1.1')
  })

  test('expectLaunch() opens the tunnel that all servers of a container use', async () => {
    await using own = await startWithApp()
    const tunnels = async (): Promise<number> => {
      const all = await own.run(['bash', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" "\\n"'])
      return all.stdout.split('\n').filter((line) => line.startsWith('# tunnel.py')).length
    }
    expect(await tunnels()).toBe(0)
    own.expectLaunch()
    own.expectLaunch()
    await expect.poll(tunnels).toBe(1)
    await failure(own.launch(['false']))
    for (let servers = 0; servers < 2; servers += 1) {
      await using server = await own.launch(APP, inApp)
      await supertest(server.url).get('/').expect(200, HELLO)
    }
    expect(await tunnels()).toBe(1)
  })

  test('launch() serves 404 for an unknown path', async () => {
    await using server = await container.launch(APP, { ...inApp, port: 5000 })
    await supertest(server.url).get('/no-such-page').expect(404)
  })

  test('stop() ends the reloader and the app under it, and a second call changes nothing', async () => {
    const server = await container.launch(APP, inApp)
    await supertest(server.url).get('/').expect(200) // The app under the reloader is up.
    const running = await processes(container)
    expect(running.filter((line) => line.includes('main.py')).length).toBeGreaterThanOrEqual(2)
    const exit = await server.stop()
    expect(await server.stop()).toBe(exit)
    expect(await server.exited).toEqual(exit)
    expect(await processes(container)).toEqual([])
    await expect(fetch(server.url)).rejects.toThrow()
  })

  test('stop() gives the signal that ended the server', async () => {
    await using server = await container.launch(await listener('time.sleep(60)'))
    expect(await server.stop()).toEqual({ exitCode: null, signal: 15 })
  })

  test('stop() kills a server that does not want to end', async () => {
    const deaf = 'import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); '
    await using server = await container.launch(await listener('time.sleep(60)', deaf))
    expect(await server.stop({ graceMs: 300 })).toEqual({ exitCode: null, signal: 9 })
    expect(await processes(container)).toEqual([])
  })

  test('stop() ends a process that made itself a daemon', async () => {
    const daemon = 'import os; os.fork() or (os.setsid(), time.sleep(60)); time.sleep(60)'
    await using server = await container.launch(await listener(daemon))
    await server.stop()
    expect(await processes(container)).toEqual([])
  })

  test('launch() waits for a server that its launcher leaves in the background', async () => {
    const [python, , program] = await listener('time.sleep(60)')
    const launcher = ['bash', '-c', '"$1" -c "$2" & exit 3', '-', String(python), String(program)]
    await using server = await container.launch(launcher)
    expect(server.port).toBe(7001)
    expect(await server.stop()).toEqual({ exitCode: 3 })
    expect(await processes(container)).toEqual([])
  })

  test('launch() waits for a server that makes itself a daemon', async () => {
    const listen = 's = socket.create_server(("127.0.0.1", 7003)); time.sleep(60)'
    const program = `import os, socket, time; os.fork() and os._exit(0); os.setsid(); time.sleep(1); ${listen}`
    const [python = ''] = await listener('')
    await using server = await container.launch([python, '-c', program])
    expect(server.port).toBe(7003)
    await server.stop()
    expect(await processes(container)).toEqual([])
  })

  test('exited settles when the server ends by itself', async () => {
    const argv = await listener('s.accept(); exit(7)')
    await using server = await container.launch(argv)
    void fetch(server.url).catch(() => {})
    expect(await server.exited).toEqual({ exitCode: 7 })
  })

  test('exited resolves when the container is stopped, also for who asks only then', async () => {
    const mortal = await new NixContainer(inject('image')).start()
    const argv = await listener('time.sleep(60)')
    const server = await mortal.launch(argv)
    const early = server.exited
    await mortal.stop()
    for (const exit of [early, server.exited, server.stop()]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await exit).toEqual({ exitCode: null, signal: 9 })
    }
  })

  test('launch() waits for the wanted port, not for the first one', async () => {
    const both = `other = socket.create_server(("127.0.0.1", 7002)); time.sleep(60)`
    await using server = await container.launch(await listener(both), { port: 7002 })
    expect(server.port).toBe(7002)
  })

  test('launch() rejects with the reason of its signal, and leaves no process', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => controller.abort(reason), 500)
    const launch = container.launch(['sleep', '60'], { signal: controller.signal })
    await expect(launch).rejects.toBe(reason)
    expect(await processes(container)).toEqual([])
  })

  test('launch() rejects with PROGRAM_NOT_FOUND for a path that does not exist', async () => {
    const error = await failure(container.launch(['./result/bin/other'], inApp))
    expect([error.code, error.blame]).toEqual(['PROGRAM_NOT_FOUND', 'tutorial'])
  })

  test('two containers serve the same port at once, each its own', async () => {
    await using second = await startWithApp()
    const script = `text=$(<greeting.py); printf '%s\\n' "\${text/Flask/Friends}" >greeting.py`
    await second.run(['bash', '-c', script], { cwd: 'sample-app-python/src/sample_app_python' })
    await second.nixBuild(inApp)
    await using one = await container.launch(APP, inApp)
    await using two = await second.launch(APP, inApp)
    const pages = await Promise.all([one, two].map(({ url }) => supertest(url).get('/')))
    expect(pages.map(({ text }) => text)).toEqual([HELLO, HELLO.replace('Flask', 'Friends')])
  })

  /** A Python program that does what it is told before and after it listens on port 7001. */
  async function listener(then: string, before = ''): Promise<string[]> {
    const { outPaths } = await container.nixBuild({
      file: '<nixpkgs>',
      attribute: 'python311',
      args: ['--no-out-link'],
    })
    const program = `import socket, time; ${before}s = socket.create_server(("127.0.0.1", 7001)); ${then}`
    return [`${outPaths[0]}/bin/python3`, '-c', program]
  }
})
