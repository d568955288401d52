import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import type { NixServer } from '../harness/container/server.ts'
import { fixture, PYTHON } from './_support.ts'

describe('the tunnel', () => {
  let container: StartedNixContainer
  let server: NixServer

  beforeAll(async () => {
    container = await new NixContainer(inject('image'))
      .withWorkspace(fixture('http-server'))
      .start()
    server = await container.launch([PYTHON, 'server.py', '127.0.0.1', '8000', 'threads'])
  })
  afterAll(() => container?.stop())

  async function getText(path: string): Promise<string> {
    const [response] = (await once(get(server.url + path, { agent: new Agent() }), 'response')) as [
      IncomingMessage,
    ]
    return text(response)
  }

  test('a hundred connections at once all come through', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => getText('/slow')))
    expect(new Set(answers).size).toBe(100)
  })

  test('50 MB go there and back, every byte of them', async () => {
    const body = randomBytes(50e6)
    const response = await fetch(server.url, { method: 'POST', body })
    const back = Buffer.from(await response.arrayBuffer())
    const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex')
    expect(digest(back)).toBe(digest(body))
  })

  test('server-sent events come one by one, when they are sent', async () => {
    const response = await fetch(`${server.url}/events`)
    const events: string[] = []
    for await (const chunk of response.body!) {
      events.push(Buffer.from(chunk).toString())
      // The server sends no other one before.
      await fetch(`${server.url}/heard`)
    }
    expect(events).toEqual(['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n'])
  })

  test('a WebSocket says and hears', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/websocket`)
    await once(socket, 'open')
    const heard: string[] = []
    socket.addEventListener('message', ({ data }) => heard.push(String(data)))
    for (const word of ['one', 'two', 'three']) socket.send(word)
    await expect.poll(() => heard).toEqual(['one', 'two', 'three'])
    socket.close()
    await once(socket, 'close')
  })
})
