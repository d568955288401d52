import { Agent, request } from 'node:http'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { NixContainer } from '../../harness/container/nix-container.ts'
import { fixture, PYTHON } from '../_support.ts'
import { median, pairs, time } from './_measure.ts'
import { ms, type Report } from './_report.ts'

const ROUNDS = 5
const AT_ONCE = 100
const BODY = Buffer.alloc(50e6, 'nixproof')
const PORT = 8000

/** The tunnel against a published port of the same server: the same requests, in turn. */
export async function benchTunnel(report: Report, image: string): Promise<void> {
  await using container = await new NixContainer(image)
    .withNetworkMode('bridge')
    .withExposedPorts(PORT)
    .withWorkspace(fixture('http-server'))
    .start()
  // It answers with what it was sent.
  const serve = [PYTHON, 'server.py', '0.0.0.0', String(PORT), 'threads']
  await using server = await container.launch(serve, { port: PORT })
  const published = `http://${container.getHost()}:${container.getMappedPort(PORT)}`
  const compare = (requests: number, body: Buffer): ReturnType<typeof pairs> =>
    pairs(
      ROUNDS,
      () => time(() => ask(server.url, requests, body)),
      () => time(() => ask(published, requests, body)),
    )
  for (const [name, requests, body] of [
    ['tunnel / published port, one request', 1, Buffer.alloc(1)],
    [`the same, ${AT_ONCE} requests at once`, AT_ONCE, Buffer.alloc(1)],
    ['the same, 50 MB there and back', 1, BODY],
  ] as const) {
    await compare(requests, body) // Nothing is loaded or compiled yet.
    const { ours, theirs } = await compare(requests, body)
    const ratio = (median(ours) / median(theirs)).toFixed(2)
    const detail = `p50 of ${ROUNDS}: ${ms(median(ours))}, published port ${ms(median(theirs))}`
    report.add(name, ratio, detail, { ours, theirs })
  }
}

async function ask(url: string, requests: number, body: Buffer): Promise<void> {
  const agent = new Agent() // Each on a new connection.
  await Promise.all(Array.from({ length: requests }, () => askOnce(url, agent, body)))
}

async function askOnce(url: string, agent: Agent, body: Buffer): Promise<void> {
  const asked = request(url, { agent, method: 'POST' })
  asked.end(body)
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  let received = 0
  for await (const chunk of response) received += (chunk as Buffer).length
  if (received !== body.length) throw new Error(`${received} bytes came back`)
}
