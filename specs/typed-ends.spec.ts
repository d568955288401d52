import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import { createLauncher } from '../harness/container/launcher.ts'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { createRunners } from '../harness/container/runners.ts'
import { openShell } from '../harness/container/shells.ts'
import type { NixShell } from '../harness/container/typed-shell.ts'
import { throughRelay } from './_relay.ts'
import { failure, processes, PYTHON } from './_support.ts'

describe('type() of what does not end, or is too much', () => {
  let container: StartedNixContainer
  let shell: NixShell

  beforeAll(async () => {
    container = await new NixContainer(inject('image')).start()
  })
  afterAll(() => container.stop())
  beforeEach(async () => {
    shell = await container.openShell()
  })
  afterEach(() => shell.close())

  const say = async (command: string): Promise<string> => (await shell.type(command)).stdout.trim()

  test(
    'type() keeps start and end of a gigabyte, in little memory',
    { timeout: 400_000 },
    async () => {
      const rss = process.memoryUsage().rss
      let most = 0
      const looking = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50)
      const result = await shell.type(
        'echo start; head -c 1000000000 /dev/zero | tr "\\0" x; echo; echo end',
      )
      clearInterval(looking)
      expect(result.stdout).toMatch(/^start\nxxx/)
      expect(result.stdout).toMatch(/… \d+ characters left out …/)
      expect(result.stdout).toMatch(/xxx\nend\n$/)
      expect(result.omitted.stdout).toBe(1_000_000_011 - 1_048_576)
      expect(result.lines.at(-1)?.text).toBe('end')
      expect((most - rss) / 1e6).toBeLessThan(600)
    },
  )

  test('type() keeps start and end of a million lines, and counts the others', async () => {
    const result = await shell.type('seq 1000000; printf "no end"')
    expect(result.lines[0]?.text).toBe('1')
    expect(result.lines.length + result.omittedLines).toBe(1_000_001)
    expect(result.lines.length).toBeLessThanOrEqual(4000)
    expect(result.lines.at(-1)).toMatchObject({ stream: 'stdout', text: 'no end' })
    expect(result.lines.at(-2)?.text).toBe('1000000')
  })

  test('type() does not wait for what makes itself a daemon, which ends with the shell', async () => {
    const daemon = 'import os, time\nif os.fork(): os._exit(0)\nos.setsid()\ntime.sleep(500)'
    expect(await shell.type(`${PYTHON} -c '${daemon}'`, { timeoutMs: 20_000 })).toMatchObject({
      exitCode: 0,
    })
    expect(await say('echo on')).toBe('on')
    await shell.close()
    expect(await processes(container)).toEqual([])
  })

  test.for([
    ['a program', 'sleep 500'],
    ['what bash does itself', 'while :; do :; done'],
    ['a loop', 'for i in 1 2 3; do sleep 500; done; echo no'],
    ['one that ignores it', 'bash -c \'trap "" INT TERM; sleep 500; sleep 500\''],
  ] as const)(
    'type() interrupts %s at its deadline, and the shell goes on',
    async ([, command]) => {
      await shell.type('cd /tmp; kept=1; sleep 600 &')
      const result = await shell.type(command, { timeoutMs: 500 })
      expect(result).toMatchObject({
        exitCode: null,
        timedOut: true,
        directory: '/tmp',
        stdout: '',
      })
      expect((await processes(container)).filter((line) => line.includes('sleep 500'))).toEqual([])
      expect(await say('echo $kept; jobs')).toMatch(/^1\n.*Running/)
    },
  )

  test('type() interrupts at an abort, and rejects with its reason', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const running = shell.type('echo on; sleep 500', {
      signal: controller.signal,
      onLine: () => controller.abort(reason),
    })
    await expect(running).rejects.toBe(reason)
    expect(await say('echo still')).toBe('still')
    await expect(shell.type('true', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  test('type() rejects with CONTAINER_FAILED when the container dies', async () => {
    await using mortal = await new NixContainer(inject('image')).start()
    const typing = await mortal.openShell()
    const running = failure(typing.type('sleep 500'))
    const { docker } = await useEngine()
    await docker.getContainer(mortal.getId()).kill()
    expect((await running).code).toBe('CONTAINER_FAILED')
    expect((await failure(mortal.openShell())).code).toBe('CONTAINER_FAILED')
  })

  test('type() rejects with ENGINE_LOST when the engine is gone', async () => {
    const { docker, cut } = await throughRelay()
    const runners = createRunners(docker.getContainer(container.getId()))
    const launcher = createLauncher(runners)
    const place = { runners, launcher, workspace: '/root', diskLimited: false }
    const cutOff = await openShell(place, {})
    const running = failure(cutOff.type('echo on; sleep 70', { onLine: () => void cut() }))
    const error = await running
    expect([error.code, error.blame]).toEqual(['ENGINE_LOST', 'environment'])
  })
})
