import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import type { NixServer } from '../harness/container/server.ts'
import { fixture, processes, PYTHON } from './_support.ts'

const BIG = Buffer.alloc(5_120_000, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)))

describe.each([
  { how: 'all at once by Python', plain: false },
  { how: 'one by one by bash, as in a plain nixos/nix', plain: true },
])('server.url, carried $how', ({ plain }) => {
  let container: StartedNixContainer
  let python: string

  beforeAll(async () => {
    container = await start(new NixContainer(inject('image')))
    const target = { file: '<nixpkgs>', attribute: 'python311', args: ['--no-out-link'] }
    python = `${(await container.nixBuild(target)).outPaths[0]}/bin/python3`
  })
  afterAll(() => container.stop())

  async function start(wanted: NixContainer): Promise<StartedNixContainer> {
    const started = await wanted.withWorkspace(fixture('http-server')).start()
    // What Dockerfile.nix adds; the package itself stays.
    if (plain) await started.run(['rm', dirname(dirname(PYTHON))])
    return started
  }

  function serve(kind = 'threads', address = '127.0.0.1'): Promise<NixServer> {
    return container.launch([python, 'server.py', address, '8000', kind])
  }

  test('a response of some megabytes arrives whole, every byte of it', async () => {
    await using server = await serve()
    const responses = await Promise.all([1, 2, 3].map(() => fetch(`${server.url}/big`)))
    for (const response of responses) {
      expect(Buffer.from(await response.arrayBuffer()).equals(BIG)).toBe(true)
    }
  })

  test('a request of some megabytes arrives whole', async () => {
    await using server = await serve()
    const response = await fetch(server.url, { method: 'POST', body: BIG })
    expect(Buffer.from(await response.arrayBuffer()).equals(BIG)).toBe(true)
  })

  test('requests that keep their connection alive share one', async () => {
    await using server = await serve()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const answers: string[] = []
    for (let index = 0; index < 5; index += 1) answers.push(await getText(server.url, agent))
    agent.destroy()
    expect(answers).toEqual(['1', '1', '1', '1', '1'])
  })

  test('connections one after the other, and many at once, all come through', async () => {
    await using server = await serve()
    for (let index = 1; index <= 20; index += 1) {
      expect(await getText(server.url, new Agent())).toBe(String(index))
    }
    const answers = Array.from({ length: 20 }, () => getText(server.url, new Agent()))
    const expected = Array.from({ length: 20 }, (_, index) => index + 21)
    expect((await Promise.all(answers)).map(Number).toSorted((a, b) => a - b)).toEqual(expected)
  })

  test('a server that serves one connection at a time is not held by a spare one', async () => {
    await using server = await serve('one-at-a-time')
    for (let index = 1; index <= 5; index += 1) {
      expect(await getText(server.url, new Agent())).toBe(String(index))
    }
  })

  test('a client that ends its side first still gets its answer', async () => {
    await using server = await serve()
    const client = open(server)
    client.end('GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    expect(await text(client)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n1$/)
  })

  test('a connection that the server cuts is cut, after what was sent', async () => {
    await using server = await serve()
    const client = open(server)
    client.write('GET /cut HTTP/1.1\r\nHost: localhost\r\n\r\n')
    expect(await text(client)).toMatch(/\r\n\r\nhalf$/)
  })

  test('a client that leaves takes its connection in the container with it', async () => {
    await using server = await serve()
    const client = open(server)
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(client, 'data')
    expect(await established()).toBe(1)
    client.destroy()
    await expect.poll(established, { timeout: 60_000 }).toBe(0)
  })

  // Both of 0.0.0.0 and :: are no destinations.
  test.each(['0.0.0.0', '::'])('a server on %s is reached', async (address) => {
    await using server = await serve('threads', address)
    expect(server.address).toBe(address)
    expect(await getText(server.url, new Agent())).toBe('1')
  })

  test('a server on ::1 alone is reached', async () => {
    await using server = await serve('threads', '::1')
    expect(server.address).toBe('::1')
    expect(await getText(server.url, new Agent())).toBe('1')
  })

  test('the tunnel carries nothing after stop(), and leaves no process', async () => {
    const server = await serve()
    const client = open(server)
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(client, 'data')
    await server.stop()
    await text(client).catch(() => {})
    expect(client.destroyed).toBe(true)
    await expect(getText(server.url, new Agent())).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect.poll(() => processes(container), { timeout: 10_000 }).toEqual([])
  })

  test('connections end at once when the container dies', async () => {
    await using mortal = await start(new NixContainer(inject('image')))
    const server = await mortal.launch([python, 'server.py', '127.0.0.1', '8000', 'threads'])
    const { docker } = await useEngine()
    const request = get(`${server.url}/half`).on('error', () => {})
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const outcome = expect(text(response)).rejects.toThrow('aborted')
    const killedAt = performance.now()
    await docker.getContainer(mortal.getId()).kill()
    await outcome
    expect(performance.now() - killedAt).toBeLessThan(15_000)
    await expect(server.exited).rejects.toMatchObject({
      code: 'CONTAINER_FAILED',
      details: { found: expect.stringMatching(/ended with exit code 137/) },
    })
    // The tunnel is closed with that.
    await expect(getText(server.url, new Agent())).rejects.toThrow(/ECONNREFUSED|ECONNRESET/)
  })

  /** Connections in the container that are open, seen from the server's side. */
  async function established(): Promise<number> {
    const { stdout } = await container.run(['bash', '-c', 'grep -c ":1F40 .* 01 " /proc/net/tcp'])
    return Math.ceil(Number(stdout) / 2)
  }
})

function open(server: NixServer): Socket {
  const client = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1' })
  return client.on('error', () => {})
}

async function getText(url: string, agent: Agent): Promise<string> {
  const request = get(url, { agent })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return text(response)
}
