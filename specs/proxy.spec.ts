import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, readFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { PROXY_SOCKET } from '../harness/container/egress.ts'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { openEgress, type Egress } from '../harness/origin/egress.ts'
import type { Origin } from '../harness/origin/origin.ts'
import { ANSWERS, BIG, makeRepository, origin } from './_answers.ts'

/** For programs in a container, too, of which forty begin at once; on a machine that does more besides. */
const IDLE_MS = 3000

describe.each(['socket', 'streams'] as const)('openEgress() by %s', (reach) => {
  let egress: Egress
  let container: StartedNixContainer
  let repository: string

  beforeAll(async () => {
    repository = await mkdtemp(join(tmpdir(), 'nixproof-spec-'))
    await makeRepository(repository)
    const files: Origin = {
      name: 'a repository',
      async answer({ url }) {
        if (url.hostname !== 'git.test') return undefined
        const body = await readFile(join(repository, url.pathname)).catch(() => undefined)
        return body ? { status: 200, body } : { status: 404 }
      },
    }
    egress = await openEgress(await useEngine(), [files, origin], { reach, idleMs: IDLE_MS })
    container = await new NixContainer(inject('image')).withEgress(egress).start()
  })
  afterAll(async () => {
    await container.stop()
    await egress[Symbol.asyncDispose]()
    await rm(repository, { recursive: true })
  })

  const bash = (line: string) => container.run(['bash', '-c', line])
  const found = (url: string) => {
    const findings = egress.findings.filter((finding) => finding.url === url)
    return findings.map(({ error, method, count }) => [error.code, method, count])
  }

  test('serves curl, over http and https, and follows redirects', async () => {
    const result = await bash(
      'curl -sSL http://good.test/a "https://good.test/b?c=d" https://moved.test/',
    )
    expect(result.stderr).toBe('')
    expect(result.stdout).toBe(
      'this is http://good.test/athis is https://good.test/b?c=dthis is https://good.test/there',
    )
    expect(egress.exchanges).toContainEqual({
      method: 'GET',
      url: 'https://good.test/b?c=d',
      origin: 'the spec',
      status: 200,
      bytes: 31,
      durationMs: expect.any(Number),
    })
  })

  test('carries megabytes both ways, whole', async () => {
    const { stdout } = await bash(
      'curl -sS https://big.test/ >big && curl -sS -T big https://echo.test/ >back && sha256sum <big && sha256sum <back',
    )
    const hash = createHash('sha256').update(BIG).digest('hex')
    expect(stdout).toBe(`${hash}  -\n${hash}  -\n`)
  })

  test('carries many connections at once', async () => {
    const { stdout } = await bash(
      'curl -s --parallel --parallel-immediate -o "many-#1" "https://good.test/[1-40]" && cat many-* | grep -o "this is" | wc -l',
    )
    expect(stdout.trim()).toBe('40')
  })

  test('serves Nix: builtins.fetchurl, and fetchurl of nixpkgs with and without its hash', async () => {
    const builtin = 'builtins.readFile (builtins.fetchurl "https://good.test/nix")'
    const evaluated = await container.run(['nix-instantiate', '--eval', '-E', builtin])
    expect(evaluated.stdout.trim()).toBe('"this is https://good.test/nix"')

    const { stdout } = await bash('printf "this is https://good.test/pinned" | sha256sum')
    const fetch = (sha256: string) =>
      container.run([
        'nix-build',
        '--no-out-link',
        '-E',
        `with import <nixpkgs> { }; fetchurl { url = "https://good.test/pinned"; sha256 = "${sha256}"; }`,
      ])
    const pinned = await fetch(stdout.split(' ')[0]!)
    expect(pinned.exitCode).toBe(0)
    // The hash is what a reader is told to look for.
    const empty = await fetch('')
    expect(empty.exitCode).toBe(102)
    expect(empty.stderr).toMatch(/got: +sha256-/)
  })

  test('serves git', async () => {
    const { stdout, stderr } = await bash(
      'git clone -q https://git.test/repository.git cloned && cat cloned/file',
    )
    expect(stderr).toBe('')
    expect(stdout).toBe('content\n')
  })

  test('refuses whoever does not know the password', async () => {
    const line = (proxy: string, url: string) =>
      bash(`curl -sS -o answer -w '%{http_code} %{http_connect}' -x ${proxy} ${url}`)
    for (const proxy of ['http://127.0.0.1:3128', 'http://nixproof:wrong@127.0.0.1:3128']) {
      expect((await line(proxy, 'http://good.test/')).stdout).toBe('407 000')
      expect((await line(proxy, 'https://good.test/')).stdout).toBe('000 407')
    }
    if (egress.socketDir === undefined) return
    const socketPath = join(egress.socketDir, PROXY_SOCKET)
    const request = httpRequest({ socketPath, path: 'http://good.test/' }).end()
    const [response] = await once(request, 'response')
    expect(response.statusCode).toBe(407)
    request.destroy()
  })

  test('is not there for another container', async () => {
    await using other = await new NixContainer(inject('image')).start()
    const proxy = `http://${egress.credentials}@127.0.0.1:3128`
    const { stderr } = await other.run(['curl', '-sS', '-x', proxy, 'http://good.test/'])
    expect(stderr).toMatch(/Failed to connect to 127\.0\.0\.1 port 3128/)
  })

  test('finds what nothing answers, and counts it', async () => {
    const { stdout } = await bash(
      'for i in 1 2 3; do curl -sS -w "%{http_code}" https://user:secret@none.test/x; done',
    )
    expect(stdout).toContain('Nothing answers GET https://none.test/x [EGRESS_BLOCKED]')
    expect(stdout.match(/403(?=nixproof|$)/g)).toHaveLength(3)
    expect(found('https://none.test/x')).toEqual([['EGRESS_BLOCKED', 'GET', 3]])
    expect(JSON.stringify([egress.findings, egress.exchanges])).not.toContain('secret')
  })

  test('finds what is not HTTP over TLS, and what does not trust the authority', async () => {
    await bash(
      'curl -sS -p http://plain.test:80/; curl -sS --cacert /etc/ssl/certs/ca-bundle.crt https://distrust.test',
    )
    await egress.settled()
    expect(found('plain.test:80')).toEqual([['EGRESS_BLOCKED', 'CONNECT', 1]])
    expect(found('distrust.test:443')).toEqual([['CA_NOT_TRUSTED', 'CONNECT', 1]])
  })

  test.each([
    // curl: 0 with a status is an answer; 18, 52 and 56 are a cut connection.
    ['hang.test', '504', [0], 'ORIGIN_TIMEOUT'],
    ['stall.test', '200', [18, 56], 'ORIGIN_TIMEOUT'],
    ['cut.test', undefined, [18, 52, 56], 'ORIGIN_FAILED'],
    ['short.test', undefined, [18, 52, 56], 'ORIGIN_FAILED'],
    ['long.test', undefined, [18, 52, 56], 'ORIGIN_FAILED'],
    ['busy.test', '429', [0], 'ORIGIN_FAILED'],
    ['ill.test', '500', [0], 'ORIGIN_FAILED'],
    ['bug.test', '502', [0], 'ORIGIN_FAILED'],
    ['told.test', '502', [0], 'WORKSPACE_NOT_FOUND'],
  ])('finds that an origin fails: %s', async (host, status, codes, code) => {
    const startedAt = performance.now()
    const { stdout, exitCode } = await bash(`curl -sS -o answer -w '%{http_code}' https://${host}/`)
    expect(codes).toContain(exitCode)
    if (status !== undefined) expect(stdout).toBe(status)
    expect(found(`https://${host}/`)).toEqual([[code, 'GET', 1]])
    expect(performance.now() - startedAt).toBeLessThan(IDLE_MS + 20_000)
  })

  test('asks an origin for no more than a program takes', async () => {
    let given = 0
    ANSWERS['endless.test'] = () => ({
      status: 200,
      body: Readable.from(
        (function* () {
          for (;;) {
            given += 65_536
            yield Buffer.alloc(65_536)
          }
        })(),
        { objectMode: false },
      ),
    })
    await bash('curl -sS --max-time 2 --limit-rate 100k https://endless.test/ >/dev/null')
    expect(given).toBeLessThan(20_000_000)
    // That the program was slow is no fault of the origin's.
    expect(found('https://endless.test/')).toEqual([])
  })
})
