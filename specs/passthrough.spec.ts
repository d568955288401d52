import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { openEgress, type Egress } from '../harness/origin/egress.ts'
import type { Origin } from '../harness/origin/origin.ts'
import { openPassthrough } from '../harness/origin/passthrough.ts'
import { failure } from './_support.ts'
import { openUpstream, openUserProxy, type Upstream } from './_upstream.ts'

const NO_PROXY = { http: undefined, https: undefined, no: undefined }
const cleanup = new AsyncDisposableStack()
const packed = gzipSync('packed')

let upstream: Upstream
let dir: string
let caFiles: string[]

beforeAll(async () => {
  upstream = cleanup.use(await openUpstream(serve))
  dir = await mkdtemp(join(tmpdir(), 'nixproof-spec-'))
  cleanup.defer(() => rm(dir, { recursive: true }))
  caFiles = [join(dir, 'ca.pem')]
  await writeFile(caFiles[0]!, upstream.certificate)
})
afterAll(() => cleanup.disposeAsync())

/** The servers that there are in the world. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  switch (new URL(request.url!, 'http://x').pathname) {
    case '/echo':
      response.writeHead(200, { 'content-type': 'text/x-echo' })
      return void request.pipe(response)
    case '/headers':
      return void response.end(JSON.stringify(request.headers))
    case '/packed':
      return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
    case '/moved':
      return void response.writeHead(302, { location: '/elsewhere' }).end()
    case '/hang':
      return
    case '/stall':
      return void response.write('a beginning')
    case '/reset':
      return void request.socket.destroy()
    case '/truncated':
      response.writeHead(200, { 'content-length': 100 }).write('a beginning')
      return void sleep(50).then(() => request.socket.destroy())
    case '/busy':
      return void response.writeHead(429).end('busy')
    default:
      return void response.end(`served ${request.method} ${request.url}`)
  }
}

/** The internet where `direct.test` is the upstream: no name of ours is in any DNS. */
function rename(origin: Origin): Origin {
  return {
    name: origin.name,
    answer(request) {
      const url = new URL(request.url)
      const { protocol, host } = new URL(url.protocol === 'https:' ? upstream.https : upstream.http)
      if (url.hostname === 'closed.test') url.host = '127.0.0.1:1'
      if (url.hostname === 'direct.test') Object.assign(url, { protocol, host })
      return origin.answer({ ...request, url })
    },
  }
}

describe('openPassthrough()', () => {
  let egress: Egress
  let container: StartedNixContainer
  beforeAll(async () => {
    const internet = cleanup.use(await openPassthrough({ userProxy: NO_PROXY, caFiles }))
    egress = cleanup.use(await openEgress(await useEngine(), [rename(internet)], { idleMs: 1000 }))
    container = await new NixContainer(inject('image')).withEgress(egress).start()
    cleanup.defer(async () => void (await container.stop()))
  })

  const curl = (...args: string[]) => container.run(['curl', '-sS', ...args])

  test('asks the real host, and every request is seen', async () => {
    const { stdout } = await curl('http://direct.test/a', 'https://direct.test/b?c')
    expect(stdout).toBe('served GET /aserved GET /b?c')
    expect(egress.exchanges.map(({ url, origin, status }) => [url, origin, status])).toEqual([
      ['http://direct.test/a', 'the internet', 200],
      ['https://direct.test/b?c', 'the internet', 200],
    ])
  })

  test('changes neither headers nor bodies, and leaves redirects to the program', async () => {
    const { stdout } = await curl(
      '-H',
      'X-Own: 1',
      '-H',
      'Accept-Encoding: br',
      'https://direct.test/headers',
    )
    const headers = JSON.parse(stdout)
    expect(headers).toMatchObject({ host: 'direct.test', 'x-own': '1', 'accept-encoding': 'br' })
    expect(Object.keys(headers).filter((name) => name.startsWith('proxy-'))).toEqual([])

    const echo = await curl(
      '-d',
      'some words',
      '-w',
      ' %{content_type}',
      'https://direct.test/echo',
    )
    expect(echo.stdout).toBe('some words text/x-echo')
    const size = await curl('-o', 'packed', '-w', '%{size_download}', 'https://direct.test/packed')
    expect(size.stdout).toBe(String(packed.length))
    const moved = await curl('-w', '%{http_code} %header{location}', 'https://direct.test/moved')
    expect(moved.stdout).toBe('302 /elsewhere')
  })

  test.each([
    ['/hang', 'ORIGIN_TIMEOUT', '504'],
    ['/stall', 'ORIGIN_TIMEOUT', undefined],
    ['/reset', 'ORIGIN_FAILED', '502'],
    ['/truncated', 'ORIGIN_FAILED', undefined],
    ['/busy', 'ORIGIN_FAILED', '429'],
  ])('finds that a host fails: %s', async (path, code, status) => {
    const url = `https://direct.test${path}`
    const { stdout, exitCode } = await curl('-o', 'answer', '-w', '%{http_code}', url)
    expect(egress.findings.filter((one) => one.url === url).map(({ error }) => error.code)).toEqual(
      [code],
    )
    if (status === undefined) expect(exitCode).not.toBe(0)
    else expect(stdout).toBe(status)
  })

  test('finds that nobody listens', async () => {
    const { stdout } = await curl('http://closed.test/')
    expect(stdout).toMatch(/ORIGIN_FAILED[^]*ECONNREFUSED/)
  })

  test('does not trust a host whose authority nobody knows', async () => {
    await using distrustful = await openPassthrough({ userProxy: NO_PROXY, caFiles: [] })
    await using other = await openEgress(await useEngine(), [rename(distrustful)])
    await using inside = await new NixContainer(inject('image')).withEgress(other).start()
    const { stdout } = await inside.run(['curl', '-sS', 'https://direct.test/'])
    expect(stdout).toMatch(/ORIGIN_FAILED[^]*(self-signed|unable to)/)
  })

  test("goes through the user's own proxy, but for the hosts that are excepted", async () => {
    const asked: string[] = []
    await using proxy = await openUserProxy(upstream, asked)
    await using behind = await openPassthrough({
      userProxy: { http: proxy.url, https: proxy.url, no: '127.0.0.1' },
      caFiles,
    })
    await using other = await openEgress(await useEngine(), [rename(behind)])
    await using inside = await new NixContainer(inject('image')).withEgress(other).start()
    const urls = ['http://far.test/a', 'https://far.test/b', 'https://direct.test/c']
    const { stdout } = await inside.run(['curl', '-sS', ...urls])
    expect(stdout).toBe('served GET /aserved GET /bserved GET /c')
    const password = `Basic ${Buffer.from('user:word').toString('base64')}`
    expect(asked).toEqual([`GET http://far.test/a ${password}`, `CONNECT far.test:443 ${password}`])
  })

  test('rejects with USAGE when a file of authorities is not there', async () => {
    const error = await failure(openPassthrough({ userProxy: NO_PROXY, caFiles: ['/no/such.pem'] }))
    expect([error.code, error.details.found]).toEqual(['USAGE', '/no/such.pem'])
  })
})
