import { writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { beforeEach, describe, expect, test } from 'vitest'
import { searchEngine } from '../harness/engine/find.ts'
import { nixproof } from './_cli.ts'
import { noNamespaces, skipWhere } from './_needs.ts'

const CLI = fileURLToPath(new URL('../harness/cli.ts', import.meta.url))

describe('searchEngine() among what is no engine', () => {
  test('gives a reason for each, and waits for one that hangs only as long as a deadline', async () => {
    await using dir = await mkdtempDisposable(join(tmpdir(), 'np-engine-'))
    const path = (name: string): string => join(dir.path, name)
    const sockets: Socket[] = []
    let most = 0
    const silent = createServer((socket) => {
      sockets.push(socket)
      most = Math.max(most, sockets.filter(({ closed }) => !closed).length)
    }).listen(path('silent'))
    const other = createServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi'),
    ).listen(path('other'))
    writeFileSync(path('file'), '')
    const names = ['none', 'file', 'other', 'silent', 'silent']
    const ways = names.map((name) => {
      return { name, onPurpose: false, address: { host: `unix://${path(name)}` } }
    })
    expect(await searchEngine(ways)).toEqual([
      { way: 'none', reason: 'no such socket' },
      { way: 'file', reason: 'nothing listens there' },
      { way: 'other', reason: 'something answers there, but it is not a container engine' },
      { way: 'silent', reason: 'no answer within 2 s' },
      { way: 'silent', reason: 'no answer within 2 s' },
    ])
    expect(most, 'those that are waited for at once').toBe(2)
    await expect(searchEngine(ways, AbortSignal.timeout(100))).rejects.toThrow('timeout')
    for (const socket of sockets) socket.destroy()
    silent.close()
    other.close()
  })
})

const NOTHING_SET: NodeJS.ProcessEnv = {
  DOCKER_HOST: undefined,
  DOCKER_CONTEXT: undefined,
  XDG_RUNTIME_DIR: undefined,
}

/** Runs the command where nobody's engine listens: in a mount namespace with an empty /run. */
function nixproofAlone(env: NodeJS.ProcessEnv) {
  const script = 'mount -t tmpfs none /run && exec "$@"'
  const command = [process.execPath, CLI, 'engine', 'start']
  return execa('unshare', ['--mount', 'sh', '-c', script, 'sh', ...command], {
    env: { ...NOTHING_SET, ...env },
    reject: false,
  })
}

describe('nixproof where no engine answers', () => {
  beforeEach((context) => skipWhere(context, noNamespaces))

  test('ends with 3 within 3 s when NIXPROOF_PROVISION=never, and says what to type', async () => {
    const { durationMs: itself } = await nixproof(['--version'])
    const { exitCode, stderr, durationMs } = await nixproofAlone({ NIXPROOF_PROVISION: 'never' })
    expect(stderr).toContain('No container engine answers [ENGINE_NOT_FOUND]')
    expect(stderr).toContain('default socket unix:///var/run/docker.sock: no such socket')
    expect(stderr).toMatch(/Type:\n +\S/)
    expect(exitCode).toBe(3)
    expect(durationMs - itself).toBeLessThan(3000)
  })

  test('ends with 3 when DOCKER_HOST leads nowhere, and looks no further', async () => {
    const env = { DOCKER_HOST: 'tcp://127.0.0.1:9', NIXPROOF_PROVISION: 'never' }
    const { exitCode, stderr } = await nixproofAlone(env)
    expect(stderr).toContain('wanted  An answer from DOCKER_HOST tcp://127.0.0.1:9')
    expect(stderr).toContain('found   Nothing listens there')
    expect(stderr).not.toContain('default socket')
    expect(exitCode).toBe(3)
  })

  test('ends with 2 when NIXPROOF_PROVISION is none of its values', async () => {
    const { exitCode, stderr } = await nixproofAlone({ NIXPROOF_PROVISION: 'maybe' })
    expect(stderr).toContain('One of "ask", "always", "never"')
    expect(exitCode).toBe(2)
  })
})
