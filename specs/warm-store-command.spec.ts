import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { KeptVerdicts } from '../harness/tutorial/reuse/inspect.ts'
import { BUILD, twoBuilds, WarmMachine } from './_warm.ts'

describe('nixproof cache', { timeout: 200_000 }, () => {
  test('info says what is in it, and clear removes it when nobody uses it', async () => {
    const machine = await WarmMachine.open()
    const none = await machine.nixproof('cache', 'info')
    const nothing = /^No verdicts are kept.*\nThere is no warm/
    expect([none.stdout, none.exitCode]).toEqual([expect.stringMatching(nothing), 0])
    expect(JSON.parse((await machine.nixproof('cache', 'info', '--json')).stdout)).toEqual({
      verdicts: expect.objectContaining({ verdicts: 0, size: 0 }),
      warmStore: null,
    })
    await machine.prove(await machine.write('a', twoBuilds('mine'), BUILD))
    const { stdout } = await machine.nixproof('cache', 'info')
    expect(stdout).toMatch(/^Volume nixproof-warm-\w+: 2 paths, \d kB, signed by nixproof-\w{8}$/m)
    expect(stdout).toMatch(/^ {2}nixproof\/embedded-nix:\w+: 2 paths, \d kB, last used 2\S+Z$/m)
    const key = await stat(join(machine.dir, 'state/nixproof/warm-store-key.json'))
    expect(key.mode & 0o777).toBe(0o600)
    {
      await using user = await machine.enter()
      expect((await user.run(['ls', '/var/cache/nixproof'])).stdout).toContain('lock')
      const busy = await machine.nixproof('cache', 'clear')
      expect([busy.exitCode, busy.all]).toEqual([3, expect.stringContaining('[BUSY]')])
    }
    expect((await machine.nixproof('cache', 'clear')).stdout).toMatch(/^Removed volume nixproof-w/m)
    expect((await machine.nixproof('cache', 'clear')).stdout).toMatch(/^There is no warm store/m)
  })

  test('info says which verdicts are kept, and clear removes them, also where no engine is', async () => {
    const machine = await WarmMachine.open()
    const file = await machine.write('a', twoBuilds('mine'), BUILD, BUILD)
    const verify = (): ReturnType<WarmMachine['nixproof']> =>
      machine.nixproof('verify', file, '--incremental', '--image', 'embedded')
    await verify()
    const { verdicts } = JSON.parse((await machine.nixproof('cache', 'info', '--json')).stdout) as {
      readonly verdicts: KeptVerdicts
    }
    const directory = join(machine.dir, 'cache/nixproof/verdicts')
    expect(verdicts).toMatchObject({ directory, tutorials: 1, verdicts: 2, unreadable: 0 })
    expect(Date.now() - Date.parse(verdicts.oldestAt ?? '')).toBeLessThan(300_000)
    expect((await verify()).all).toContain('2 held (2 reused)')
    machine.environment['DOCKER_HOST'] = 'unix:///nonexistent/docker.sock'
    const said = (command: string): ReturnType<WarmMachine['nixproof']> =>
      machine.nixproof('cache', command)
    expect(await said('info')).toMatchObject({
      exitCode: 3,
      stdout: expect.stringMatching(
        /^Verdicts in .*: 2 verdicts of 1 tutorial, \d kB, the oldest of 2/,
      ),
    })
    expect(await said('clear')).toMatchObject({
      exitCode: 3,
      stdout: expect.stringMatching(/^Removed 2 verdicts in /),
    })
    delete machine.environment['DOCKER_HOST']
    expect((await said('info')).stdout).toMatch(/^No verdicts are kept/)
    expect((await verify()).all).toContain('nothing is kept of it')
  })

  test('verify refuses a size that is none', async () => {
    const machine = await WarmMachine.open()
    const file = await machine.write('a', twoBuilds('mine'), BUILD)
    const { exitCode, all } = await machine.nixproof('verify', file, '--cache', '-1')
    expect([exitCode, all]).toEqual([2, expect.stringContaining('--cache')])
    const plan = join(machine.dir, 'README.plan.yaml')
    expect((await machine.nixproof('verify', plan, '--cache')).exitCode).toBe(2)
  })
})
