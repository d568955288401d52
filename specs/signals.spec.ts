import { once } from 'node:events'
import { mkdtemp, mkdtempDisposable, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import Docker from 'dockerode'
import { execa } from 'execa'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer } from '../harness/container/nix-container.ts'
import { startDockerd } from '../harness/engine/dockerd.ts'
import { ensureImage } from '../harness/image/ensure.ts'
import { clean, settingsIn } from './_dockerd.ts'
import { noDockerd, skipWhere } from './_needs.ts'
import { PYTHON, processes } from './_support.ts'

const ENSURE = fileURLToPath(new URL('_ensure-image.ts', import.meta.url))
const SLOW = 'environment.systemPackages = [ (pkgs.runCommand "sleeping" { } "sleep 600") ];'
const SHELL = 'with import <nixpkgs> { }; mkShell { }'

/** A signal that aborts then, and what it aborts with. */
function after(ms: number): { readonly signal: AbortSignal; readonly reason: Error } {
  const reason = new Error('enough')
  const abort = new AbortController()
  setTimeout(() => abort.abort(reason), ms)
  return { signal: abort.signal, reason }
}

describe('the signal of', () => {
  test('copyOut() ends it in the middle', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'nixproof-spec-'))
    await using container = await new NixContainer(inject('image')).start()
    await container.run(['bash', '-c', 'head -c 1000000000 /dev/zero >large'])
    const { signal, reason } = after(300)
    await expect(container.copyOut('large', directory.path, { signal })).rejects.toBe(reason)
    expect((await container.run(['true'])).exitCode).toBe(0)
  })

  test('nixBuild(), nixShell() and nixosRebuild() ends what they run', async () => {
    await using container = await new NixContainer(inject('image')).start()
    const sleeping = 'with import <nixpkgs> { }; runCommand "sleeping" { } "sleep 600"'
    const calls = [
      (signal: AbortSignal) => container.nixBuild({ args: ['-E', sleeping], signal }),
      (signal: AbortSignal) => container.nixShell('sleep 600', { args: ['-E', SHELL], signal }),
      (signal: AbortSignal) =>
        container.nixosRebuild('build', {
          fragments: [{ line: 1, text: SLOW }],
          signal,
        }),
    ]
    for (const call of calls) {
      const { signal, reason } = after(700)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(call(signal)).rejects.toBe(reason)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect.poll(() => processes(container), { timeout: 10_000 }).toEqual([])
    }
  })

  test('server.stop() kills at once what takes its time', async () => {
    await using container = await new NixContainer(inject('image')).start()
    const stubborn =
      'import signal, socket, time; signal.signal(15, signal.SIG_IGN); s = socket.create_server(("127.0.0.1", 80)); time.sleep(600)'
    const server = await container.launch([PYTHON, '-c', stubborn], { port: 80 })
    const { signal, reason } = after(300)
    const start = performance.now()
    await expect(server.stop({ graceMs: 60_000, signal })).rejects.toBe(reason)
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(await processes(container)).toEqual([])
  })

  test('stop() ends the wait, and the container ends all the same', async () => {
    const container = await new NixContainer(inject('image')).start()
    const aborted = AbortSignal.abort(new Error('enough'))
    await expect(container.stop({ signal: aborted })).rejects.toThrow('enough')
    const { docker } = await useEngine()
    const filters = { id: [container.getId()] }
    const left = (): Promise<unknown[]> => docker.listContainers({ all: true, filters })
    await expect.poll(left, { timeout: 20_000 }).toEqual([])
    await expect(container.requireRunning({ signal: aborted })).rejects.toThrow('enough')
  })

  test(
    'ensureImage() ends what is under way, on the engine too',
    { timeout: 300_000 },
    async (context) => {
      skipWhere(context, noDockerd)
      const dir = await mkdtemp(join(tmpdir(), 'np-signals-'))
      onTestFinished(() => clean(dir))
      // Nothing is on this one yet. What is downloaded already is taken from the cache.
      const { docker, host } = await startDockerd(settingsIn(dir, '--bip=172.31.252.1/24'))
      const env = {
        DOCKER_HOST: host,
        XDG_STATE_HOME: join(dir, 'state-home'),
        NIXPROOF_RUN: undefined,
      }
      for (const step of ['Downloading', 'Unpacking', 'Building']) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const { stdout } = await execa(process.execPath, [ENSURE, step], { env })
        const { outcome, steps, ms } = JSON.parse(stdout) as Record<string, unknown>
        expect([outcome, String(steps)]).toEqual(['enough', expect.stringContaining(step)])
        expect(ms).toBeLessThan(10_000)
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        expect(await docker.listContainers({ all: true })).toEqual([])
      }
    },
  )

  test('ensureImage() that is aborted already asks nobody', async () => {
    let asked = 0
    const dir = await mkdtemp(join(tmpdir(), 'np-signals-'))
    onTestFinished(() => rm(dir, { recursive: true }))
    const server = createServer((socket) => {
      asked += 1
      socket.destroy()
    }).listen(join(dir, 'socket'))
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const docker = new Docker({ socketPath: join(dir, 'socket') })
    const engine = { ...(await useEngine()), docker }
    const request = { choice: 'embedded', nix: '2.26', refresh: false } as const
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(ensureImage(engine, request, () => {}, signal)).rejects.toThrow('enough')
    expect(asked).toBe(0)
    // Without the signal it does ask.
    await expect(ensureImage(engine, request, () => {})).rejects.toThrow()
    expect(asked).toBeGreaterThan(0)
  })
})
