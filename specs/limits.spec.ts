import { setTimeout } from 'node:timers/promises'
import { describe, expect, inject, test } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer } from '../harness/container/nix-container.ts'
import { failure, processes, PYTHON } from './_support.ts'

const MIB = 1024 ** 2
const bash = (script: string): string[] => ['bash', '-c', script]

/** Such limits are soon used up. */
class Small extends NixContainer {
  constructor(image: string, limits: { readonly memory?: number; readonly processes?: number }) {
    super(image)
    if (limits.memory !== undefined) this.hostConfig.Memory = limits.memory
    if (limits.processes !== undefined) this.hostConfig.PidsLimit = limits.processes
  }
}

// Every process makes others as soon as it may, in sessions of their own.
const BOMB =
  'import os, time\nwhile True:\n  try:\n    x = os.fork() or os.setsid()\n  except OSError: time.sleep(0.001)'

describe('start()', () => {
  test('start() limits memory, processors and processes, and drops capabilities', async () => {
    await using container = await new NixContainer(inject('image')).start()
    const { docker } = await useEngine()
    const { HostConfig } = await docker.getContainer(container.getId()).inspect()
    expect(HostConfig.Memory).toBeGreaterThan(256 * MIB)
    expect(HostConfig.Memory).toBeLessThanOrEqual(4096 * MIB)
    expect(HostConfig).toMatchObject({
      Privileged: false,
      PidsLimit: 4096,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
    })
    expect(HostConfig.NanoCpus).toBeGreaterThan(0)
    const { stdout } = await container.run(['grep', '-E', '^(NoNewPrivs|CapBnd)', '/proc/1/status'])
    // CHOWN 0, DAC_OVERRIDE 1, FOWNER 3, KILL 5, SETGID 6, SETUID 7: no NET_RAW, no MKNOD.
    expect(stdout).toMatch(/CapBnd:\s+00000000000000eb\nNoNewPrivs:\s+1/)
  })

  test('start() rejects with the reason of its signal, at once or later, and leaves nothing', async () => {
    const labels = { 'nixproof.spec': 'aborted' }
    const make = (): NixContainer => new NixContainer(inject('image')).withLabels(labels)
    const never = AbortSignal.abort(new Error('not at all'))
    await expect(make().start({ signal: never })).rejects.toThrow('not at all')
    for (const afterMs of [30, 120]) {
      const abort = new AbortController()
      const starting = make().start({ signal: abort.signal })
      const outcome = expect(starting).rejects.toThrow('enough')
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await setTimeout(afterMs)
      abort.abort(new Error('enough'))
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await outcome
    }
    const { docker } = await useEngine()
    const left = (): Promise<unknown[]> =>
      docker.listContainers({ all: true, filters: { label: ['nixproof.spec=aborted'] } })
    await setTimeout(1500)
    await expect.poll(left, { timeout: 10_000 }).toEqual([])
  })

  test.for([{ memory: Number.NaN }, { cpu: Infinity }, { disk: -5 }])(
    'withResourcesQuota() throws USAGE for what is no amount: %o',
    (quota) => {
      const container = new NixContainer(inject('image'))
      expect(() => container.withResourcesQuota(quota)).toThrow(
        expect.objectContaining({ code: 'USAGE' }),
      )
    },
  )

  test.for([
    [{ memory: 1 / 1024 }, 'memory: 0 for no limit, or a finite number from 0.005859375 on'],
    [{ cpu: 0.009 }, 'cpu: 0 for no limit, or a finite number from 0.01 on'],
  ] as const)(
    'withResourcesQuota() throws USAGE for less than an engine takes, and names the least: %o',
    ([quota, wanted]) => {
      const container = new NixContainer(inject('image'))
      expect(() => container.withResourcesQuota(quota)).toThrow(
        expect.objectContaining({
          code: 'USAGE',
          details: expect.objectContaining({ wanted: expect.stringContaining(wanted) }),
        }),
      )
    },
  )

  test('the engine takes the least that withResourcesQuota() does', async () => {
    const { docker } = await useEngine()
    const HostConfig = { Memory: (6 / 1024) * 1024 ** 3, NanoCpus: 0.01 * 1e9 }
    const least = await docker.createContainer({ Image: inject('image'), HostConfig })
    await least.remove()
    const less = { ...HostConfig, Memory: HostConfig.Memory - 1 }
    await expect(
      docker.createContainer({ Image: inject('image'), HostConfig: less }),
    ).rejects.toThrow(/minimum memory limit/i)
  })

  test('start() takes the limits that withResourcesQuota() sets, 0 for none', async () => {
    await using container = await new NixContainer(inject('image'))
      .withResourcesQuota({ memory: 0, cpu: 0.5 })
      .start()
    const { docker } = await useEngine()
    const { HostConfig } = await docker.getContainer(container.getId()).inspect()
    expect(HostConfig).toMatchObject({ Memory: 0, NanoCpus: 5e8 })
  })
})

describe('a memory hog', () => {
  test('run() tells that memory ran out, and the container goes on', async () => {
    await using container = await new Small(inject('image'), { memory: 96 * MIB }).start()
    const hog = await container.run(bash('x=x; while :; do x+=$x; done'), { timeoutMs: 30_000 })
    expect(hog).toMatchObject({ exitCode: 137, exhausted: ['memory'], timedOut: false })
    expect(await container.run(bash('echo on'))).toMatchObject({ stdout: 'on\n', exhausted: [] })
  })

  test('nixBuild() rejects with OUT_OF_MEMORY', async () => {
    await using container = await new NixContainer(inject('image'))
      .withResourcesQuota({ memory: 0.25 })
      .start()
    const expression =
      'with import <nixpkgs> { }; runCommand "hog" { } "x=x; while :; do x+=$x; done"'
    const error = await failure(container.nixBuild({ args: ['-E', expression] }))
    expect([error.code, error.blame]).toEqual(['OUT_OF_MEMORY', 'environment'])
    expect(error.message).toContain('withResourcesQuota')
  })

  test('a server that is ended for want of memory says so', async () => {
    await using container = await new Small(inject('image'), { memory: 96 * MIB }).start()
    const script =
      'import socket; s = socket.create_server(("127.0.0.1", 80)); s.accept(); x = bytearray(1 << 30)'
    await using server = await container.launch([PYTHON, '-c', script], { port: 80 })
    void fetch(server.url).catch(() => {})
    expect(await server.exited).toMatchObject({ signal: 9, exhausted: ['memory'] })
  })
})

describe('a fork bomb', () => {
  test('run() ends it at the deadline, tells of it, and the container goes on', async () => {
    await using container = await new Small(inject('image'), { processes: 40 }).start()
    const start = performance.now()
    const result = await container.run([PYTHON, '-c', BOMB], { timeoutMs: 2000 })
    expect(performance.now() - start).toBeLessThan(20_000)
    expect(result).toMatchObject({ timedOut: true, exitCode: null, exhausted: ['processes'] })
    expect(await container.run(bash('echo on'))).toMatchObject({ stdout: 'on\n', exitCode: 0 })
    expect(await processes(container)).toEqual([])
  })

  test('run() leaves nothing of one whose first process has ended', async () => {
    await using container = await new Small(inject('image'), { processes: 40 }).start()
    const script = `import os, time\nif os.fork():\n  time.sleep(1); os._exit(3)\nos.setsid()\n${BOMB}`
    const result = await container.run([PYTHON, '-c', script])
    expect(result).toMatchObject({ timedOut: false, exitCode: 3, exhausted: ['processes'] })
    expect(await container.run(bash('echo on'))).toMatchObject({ stdout: 'on\n', exitCode: 0 })
    expect(await processes(container)).toEqual([])
  })

  test('the container outlives one that uses up its memory as well', async () => {
    const limits = { memory: 64 * MIB, processes: 40 }
    await using container = await new Small(inject('image'), limits).start()
    const greedy = BOMB.replace('os.setsid()', '(os.setsid(), b"x" * (4 << 20))')
    const { exhausted } = await container.run([PYTHON, '-c', greedy], { timeoutMs: 3000 })
    expect(exhausted).not.toEqual([])
    expect(await container.run(bash('echo on'))).toMatchObject({ stdout: 'on\n', exitCode: 0 })
    await expect.poll(() => processes(container), { timeout: 10_000 }).toEqual([])
  })

  test('it takes no process from another container', async () => {
    await using bombed = await new Small(inject('image'), { processes: 40 }).start()
    await using other = await new NixContainer(inject('image')).start()
    const running = bombed.run(bash('f() { f | f & }; f; sleep 2'), { timeoutMs: 4000 })
    await setTimeout(1000)
    const { exitCode } = await other.run(bash('for i in {1..100}; do sleep 0.1 & done; wait'))
    expect(exitCode).toBe(0)
    expect((await running).exhausted).toEqual(['processes'])
  })
})
