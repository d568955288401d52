import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import type { NixServer } from '../harness/container/server.ts'
import { fixture, PYTHON, processes } from './_support.ts'

describe('the tunnel', () => {
  let container: StartedNixContainer
  let server: NixServer

  beforeAll(async () => {
    container = await new NixContainer(inject('image'))
      .withWorkspace(fixture('socket-server'))
      .start()
    server = await container.launch([PYTHON, 'server.py'], { port: 8000 })
  })
  afterAll(() => container?.stop())

  /** A connection on which the server does what the word says. */
  function open(word: string): Socket {
    const port = Number(new URL(server.url).port)
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
    client.write(word)
    return client
  }

  const ends = async (): Promise<string | undefined> =>
    (await text(open('tell\n'))).split(',').at(-1)

  test('a client that ends its side is answered by a server that waits for that', async () => {
    const client = open('answer_at_end\n')
    client.end('a'.repeat(3_000_000))
    expect(await text(client)).toBe('A'.repeat(3_000_000))
  })

  test('a server that ends its side reads what the client still sends', async () => {
    const client = open('farewell\n')
    client.resume()
    await once(client, 'end')
    client.write(Buffer.alloc(2_000_000))
    await new Promise((resolve) => setTimeout(resolve, 300))
    client.end(Buffer.alloc(1_000_000))
    await expect.poll(ends).toBe('3000000 bytes')
  })

  test('a connection that the server resets is reset', async () => {
    const client = open('reset\n')
    const [error] = await once(client.removeAllListeners('error').resume(), 'error')
    expect(error).toMatchObject({ code: 'ECONNRESET' })
  })

  test('a connection that the client resets is reset', async () => {
    const client = open('watch\nsome')
    await once(client, 'data')
    client.resetAndDestroy()
    await expect.poll(ends).toBe('reset')
  })

  test('a connection that nobody takes is reset at once, and the next one is carried', async () => {
    const caller = open('!')
    await once(caller, 'data')
    const refused = open('echo\n')
    // While nobody listens.
    const [error] = await once(refused.removeAllListeners('error').resume(), 'error')
    expect(error).toMatchObject({ code: 'ECONNRESET' })
    caller.end()
    await expect.poll(() => echoes('again')).toBe('again')
  })

  async function echoes(word: string): Promise<string> {
    const client = open(`echo\n${word}`)
    client.end()
    return text(client).catch(() => '')
  }

  test('a hundred connections that stay open all say and hear', async () => {
    const clients = Array.from({ length: 100 }, () => open('echo\n'))
    for (const word of ['one', 'two']) {
      const answers = clients.map(async (client, index) => {
        client.write(`${word}${index}`)
        return String((await once(client, 'data'))[0])
      })
      // oxlint-disable-next-line no-await-in-loop -- all of them are open at the second word
      expect(await Promise.all(answers)).toEqual(clients.map((_, index) => `${word}${index}`))
    }
    for (const client of clients) client.end()
  })

  test('a client that does not read holds nobody up, and gets all in the end', async () => {
    const slow = open('flood\n').pause()
    await new Promise((resolve) => setTimeout(resolve, 500))
    for (let turn = 0; turn < 20; turn += 1) expect(await echoes('quick')).toBe('quick')
    expect(slow.readableLength).toBeLessThan(320 * 65_536)
    expect((await text(slow)).length).toBe(320 * 65_536)
  })

  test('a server that does not read holds nobody up, and gets all in the end', async () => {
    const slow = open('read_nothing\n')
    slow.end(Buffer.alloc(20_000_000))
    await new Promise((resolve) => setTimeout(resolve, 500))
    for (let turn = 0; turn < 20; turn += 1) expect(await echoes('quick')).toBe('quick')
    expect(slow.writableLength).toBeGreaterThan(10_000_000)
    open('let_go\n').end()
    expect(await text(slow)).toBe('20000000')
  })

  test('a thousand connections one after the other leave nothing', async () => {
    const carryMany = async (): Promise<void> => {
      for (let turn = 0; turn < 1000; turn += 1) expect(await echoes('word')).toBe('word')
    }
    const look = async (): Promise<readonly [number, number, number]> => {
      const { stdout } = await container.run(['bash', '-c', LOOK])
      const [descriptors = 0, memory = 0] = stdout.split(' ').map(Number)
      return [descriptors, memory, readdirSync('/proc/self/fd').length]
    }
    await carryMany()
    const [descriptors, memory, own] = await look()
    await carryMany()
    const after = await look()
    expect(after[0]).toBeLessThanOrEqual(descriptors)
    expect(after[1]).toBeLessThan(memory + 500)
    expect(after[2]).toBeLessThan(own + 5)
    // The server; its runner counts as a waiting one.
    await expect.poll(() => processes(container)).toHaveLength(1)
  })

  test('goes on after its program in the container was ended; what it carried is reset', async () => {
    const client = open('echo\nword')
    await once(client, 'data')
    const reset = once(client.removeAllListeners('error'), 'error')
    await container.run(['bash', '-c', `${FIND} kill -9 "$tunnel"`])
    expect((await reset)[0]).toMatchObject({ code: 'ECONNRESET' })
    await expect.poll(() => echoes('again')).toBe('again')
  })

  test('leaves no process, whatever it carries when it is closed', async () => {
    open('flood\n').pause()
    open('read_nothing\n').write(Buffer.alloc(20_000_000))
    await new Promise((resolve) => setTimeout(resolve, 300))
    await server.stop()
    await expect.poll(() => processes(container)).toEqual([])
  })
})

/** Which process carries the connections. */
const FIND = `for path in /proc/[0-9]*; do
  mapfile -d '' -t words <"$path/cmdline" 2>/dev/null
  [[ \${words[3]} == *end_with_host* ]] && tunnel=\${path#/proc/}
done;`
/** How many descriptors it has, and how many KiB of memory. */
const LOOK = `${FIND}
descriptors=(/proc/$tunnel/fd/*)
while read -r name value _; do [[ $name == VmRSS: ]] && memory=$value; done <"/proc/$tunnel/status"
echo "\${#descriptors[@]} $memory"`
