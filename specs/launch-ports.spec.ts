import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { nixproof } from './_cli.ts'
import { failure, PYTHON } from './_support.ts'

const HEAD = `
import os, socket, sys, threading, time
def serve(port, address="127.0.0.1"):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    s = socket.create_server((address, port), family=family)
    def answer():
        while True:
            c, _ = s.accept()
            c.recv(9999)
            c.sendall(b"HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: 4\\r\\n\\r\\n%d" % port)
            c.close()
    threading.Thread(target=answer, daemon=True).start()
    return s
`

describe('launch()', () => {
  let container: StartedNixContainer
  beforeAll(async () => {
    container = await new NixContainer(inject('image')).start()
  })
  afterAll(() => container?.stop())
  const python = (script: string): string[] => [PYTHON, '-c', HEAD + script]

  test('launch() waits for all of several ports, and leads to each', async () => {
    await using server = await container.launch(
      python('serve(7001); time.sleep(0.7); serve(7002); time.sleep(99)'),
      { ports: [7002, 7001] },
    )
    expect(server.readyAfterMs).toBeGreaterThan(600)
    expect(server.port).toBe(7002)
    expect(await (await fetch(server.url)).text()).toBe('7002')
    expect(await (await fetch(server.urls.get(7001)!)).text()).toBe('7001')
  })

  test('launch() rejects with SERVER_NOT_LISTENING when one of several is missing, and leaves nothing', async () => {
    const launching = container.launch(python('serve(7001); time.sleep(99)'), {
      ports: [7001, 7003],
      timeoutMs: 4000,
    })
    const error = await failure(launching)
    expect(error.code).toBe('SERVER_NOT_LISTENING')
    expect(error.message).toContain('ports 7001 and 7003')
    expect(error.message).toContain('127.0.0.1:7001')
  })

  test('launch() rejects with PORT_TAKEN when one of several is', async () => {
    await using first = await container.launch(python('serve(7004); time.sleep(99)'))
    const error = await failure(
      container.launch(python('serve(7001); serve(7004)'), { ports: [7001, first.port] }),
    )
    expect(error.code).toBe('PORT_TAKEN')
    expect(error.message).toContain('Port 7004')
  })

  test('launch() leads to ::1 where another has the port on 127.0.0.1 alone', async () => {
    await using first = await container.launch(python('serve(7008); time.sleep(99)'))
    await using second = await container.launch(python('serve(7008, "::1"); time.sleep(99)'), {
      port: 7008,
    })
    expect([first.address, second.address]).toEqual(['127.0.0.1', '::1'])
    expect(await (await fetch(second.url)).text()).toBe('7008')
    // The same address again is taken, and the program itself says so.
    const again = container.launch(python('serve(7008, "::1"); time.sleep(99)'), { port: 7008 })
    const error = await failure(again)
    expect(error.code).toBe('PORT_TAKEN')
    expect(error.details.found).toContain('[::1]:7008')
  })

  test('launch() starts nothing where another has the port on all addresses', async () => {
    const dual = `
s = socket.socket(socket.AF_INET6); s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
s.bind(("::", 7009)); s.listen(); time.sleep(99)`
    await using holder = await container.launch(python(dual))
    const error = await failure(container.launch(['touch', '/tmp/started'], { port: 7009 }))
    expect(error.code).toBe('PORT_TAKEN')
    expect(error.details.found).toContain(`(pid ${holder.pid}) listens on [::]:7009`)
    expect((await container.run(['ls', '/tmp/started'])).exitCode).not.toBe(0)
  })

  test('launch() rejects with a message that shows little of a long program', async () => {
    const argv = [PYTHON, '-c', `import sys\n${'# much\n'.repeat(10_000)}sys.exit(3)`]
    const error = await failure(container.launch(argv))
    expect(error.code).toBe('SERVER_EXITED')
    expect(error.message.length).toBeLessThan(1000)
    expect(error.details.result?.command).toEqual(argv)

    const huge = await failure(container.run(['echo', 'x'.repeat(140_000)]))
    expect(huge.code).toBe('USAGE')
    expect(huge.details.found).toMatch(/^140000 bytes: x{200} …$/)
  })

  test('launch() follows a server that moves to the port that is waited for', async () => {
    await using server = await container.launch(
      python('s = serve(7005); time.sleep(0.4); s.close(); serve(7006); time.sleep(99)'),
      { port: 7006 },
    )
    expect(await (await fetch(server.url)).text()).toBe('7006')
  })

  test('launch() rejects with USAGE for what is no port', async () => {
    expect((await failure(container.launch(['true'], { ports: [0] }))).code).toBe('USAGE')
    expect((await failure(container.launch(['true'], { port: 1, ports: [2] }))).code).toBe('USAGE')
  })

  test('exited settles for a server that dies after it listened, and its connections are cut at once', async () => {
    await using server = await container.launch(
      python('serve(7007)\nwhile not os.path.exists("/tmp/worn"): time.sleep(0.05)\nsys.exit(5)'),
    )
    expect((await fetch(server.url)).status).toBe(200)
    await container.run(['touch', '/tmp/worn'])
    expect(await server.exited).toEqual({ exitCode: 5 })
    const [error] = await once(
      get(server.url).on('response', () => {}),
      'error',
      { signal: AbortSignal.timeout(10_000) },
    )
    expect(error).toMatchObject({ code: 'ECONNRESET' })
  })
})

describe('nixproof verify', () => {
  test('a server that dies after it listened is SERVER_EXITED, with its last words', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'nixproof-spec-'))
    onTestFinished(() => rm(directory, { recursive: true }))
    const script = `${HEAD}
s = socket.create_server(("127.0.0.1", 7008))
s.accept()
print("worn out", file=sys.stderr)
sys.exit(5)`
    await writeFile(join(directory, 'server.py'), script)
    await writeFile(join(directory, 'README.md'), '# Title\n')
    const steps = `{ do: launch, command: [${PYTHON}, server.py], port: 7008 }, { do: request, path: /, status: 200 }`
    await writeFile(
      join(directory, 'README.plan.yaml'),
      `format: 1\ntutorial: README.md\nchecks: [{ name: c, line: 1, steps: [${steps}] }]\n`,
    )
    const { exitCode, all } = await nixproof(['verify', join(directory, 'README.plan.yaml')])
    expect(all).toContain('ended with exit code 5 before it answered GET / [SERVER_EXITED]')
    expect(all).toContain('worn out')
    expect(exitCode).toBe(1)
  })
})
