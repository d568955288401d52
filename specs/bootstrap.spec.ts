import { chmodSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { once } from 'node:events'
import process from 'node:process'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import { installs, locks, run } from './_bootstrap.ts'
import { Clone } from './_clone.ts'
import { noScript, skipWhere } from './_needs.ts'

afterAll(() => Clone.end())

const INSTALLED = /^Installing packages … \d+\.\d s$/

/** A clone in which everything is installed. */
async function installed(): Promise<Clone> {
  const clone = await Clone.make()
  const { exitCode } = await run(clone, ['true'])
  expect(exitCode).toBe(0)
  return clone
}

describe('bootstrap installs', () => {
  test('what is missing, in one line, then runs the program that came', async () => {
    await using clone = await Clone.make()
    const first = await run(clone, ['tool', 'a b'], { NODE_ENV: 'production' })
    expect(first.stderr).toMatch(INSTALLED)
    expect(first).toMatchObject({ stdout: 'tool 1.0.0 a b', exitCode: 0 })

    expect(await run(clone, ['tool'])).toMatchObject({ stdout: 'tool 1.0.0 ', stderr: '' })
    expect(installs(clone)).toBe(1)
  })

  test('anew when the lock file wants something else, whatever its time', async () => {
    await using clone = await installed()
    await clone.pack('tool', '2.0.0', '#!/bin/sh\necho tool 2.0.0\n')
    await clone.depend('2.0.0')
    utimesSync(clone.path('package-lock.json'), 0, 0)
    expect((await run(clone, ['tool'])).stdout).toBe('tool 2.0.0')

    const now = new Date()
    utimesSync(clone.path('package-lock.json'), now, now)
    expect((await run(clone, ['tool'])).stderr).toBe('')
    expect(installs(clone)).toBe(2)
  })

  test.each([
    ['an installation was cut off', 'node_modules/.package-lock.json', undefined],
    ['its own Node is missing', 'node_modules/.bin/node', undefined],
    ['its own Node cannot be run', 'node_modules/node/run.sh', 0o644],
  ])('anew when %s', async (_, path, mode) => {
    await using clone = await installed()
    if (mode === undefined) rmSync(clone.path(path))
    else chmodSync(clone.path(path), mode)
    const { stdout, stderr } = await run(clone, ['node', '--print', '1 + 1'])
    expect(stderr.split('\n')).toEqual([expect.stringMatching(INSTALLED), 'own node'])
    expect(stdout).toBe('2')
  })
})

describe('bootstrap ends with 3, and says what to do,', () => {
  test('when npm fails, with all that npm said', async () => {
    await using clone = await Clone.make()
    rmSync(clone.path('tool-1.0.0.tgz'))
    const { exitCode, stderr } = await run(clone, ['tool'])
    expect(stderr).toMatch(/^Installing packages … failed after \d+\.\d s\n/)
    expect(stderr).toContain('npm error code ENOENT')
    expect(stderr).not.toContain('EBADENGINE')
    expect(stderr).toMatch(/next {4}Run "npm ci" in .* and mend what it says$/)
    expect(exitCode).toBe(3)
    expect(locks(clone)).toEqual([])
  })

  test('when the network is not there', async () => {
    await using clone = await Clone.make()
    for (const name of ['package.json', 'package-lock.json']) {
      const text = readFileSync(clone.path(name), 'utf8')
      const far = text.replaceAll('file:tool-1.0.0.tgz', 'http://127.0.0.1:9/tool.tgz')
      writeFileSync(clone.path(name), far)
    }
    const { exitCode, stderr } = await run(clone, ['tool'])
    expect(stderr).toContain('next    Check the network')
    expect(exitCode).toBe(3)
  })

  test('when npm is missing', async () => {
    await using clone = await Clone.make()
    await mkdir(clone.path('path'))
    await symlink(process.execPath, clone.path('path', 'node'))
    const { exitCode, stderr } = await run(clone, ['tool'], { PATH: clone.path('path') })
    expect(stderr).toContain('npm is missing')
    expect(stderr).toContain('next    Install npm')
    expect(exitCode).toBe(3)
  })

  test('when the program does not exist', async () => {
    await using clone = await installed()
    const { exitCode, stderr } = await run(clone, ['nonesuch'])
    expect(stderr).toContain('Cannot run "nonesuch"')
    expect(exitCode).toBe(3)
  })
})

describe('bootstrap passes on', () => {
  test('the exit code, and a signal as 128 and its number', async () => {
    await using clone = await installed()
    expect((await run(clone, ['sh', '-c', 'exit 7'])).exitCode).toBe(7)
    expect((await run(clone, ['sh', '-c', 'kill -TERM $$'])).exitCode).toBe(128 + 15)
    expect((await run(clone, [])).exitCode).toBe(2)
  })

  test('SIGTERM to the program, and waits for its orderly end', async () => {
    await using clone = await installed()
    const script =
      'trap "sleep 0.5; echo tidy; exit 5" TERM; echo ready; while :; do sleep 0.1; done'
    const running = run(clone, ['sh', '-c', script])
    await once(running.stdout, 'data')
    running.kill('SIGTERM')
    expect(await running).toMatchObject({ stdout: 'ready\ntidy', exitCode: 5 })
  })

  test('one Ctrl-C of a terminal once', async (context) => {
    skipWhere(context, noScript)
    await using clone = await installed()
    const program = `
      process.on('SIGINT', () => {
        console.log('got it')
        setTimeout(() => process.exit(4), 1000)
      })
      setInterval(() => {}, 1000)
      console.log('ready')`
    writeFileSync(clone.path('program.mjs'), program)
    const { argv, options } = clone.bootstrap
    // exec, because a shell that waits would end as dash does: with 130, whatever the program said.
    const command = ['exec', ...argv, process.execPath, 'program.mjs'].join(' ')
    // script(1) is a terminal for the command, and types what it reads.
    const args = ['--quiet', '--return', '--command', command, '/dev/null']
    const terminal = execa('script', args, { ...options, reject: false })
    await once(terminal.stdout, 'data')
    terminal.stdin.write('\u0003')
    const { stdout, exitCode } = await terminal
    expect(stdout.match(/got it/g)).toHaveLength(1)
    expect(exitCode).toBe(4)
  })

  test('everything within 100 ms when all is there', async () => {
    await using clone = await installed()
    const least = async (before: number, work: () => Promise<unknown>): Promise<number> => {
      const start = performance.now()
      await work()
      return Math.min(before, performance.now() - start)
    }
    // The least of as many rounds as it takes: a machine that does more besides adds to most of them.
    let [bare, ours] = [Infinity, Infinity]
    const round = async (): Promise<number> => {
      bare = await least(bare, () => execa(process.execPath, ['--eval', '']))
      ours = await least(ours, () => run(clone, ['true']))
      return ours - bare
    }
    await expect.poll(round, { timeout: 60_000 }).toBeLessThan(100)
  })
})
