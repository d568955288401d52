import { mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type Docker from 'dockerode'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDockerd } from '../harness/engine/dockerd.ts'
import { nixproof } from './_cli.ts'
import { clean, settingsIn } from './_dockerd.ts'
import { block } from './_matrix.ts'
import { noDockerd, skipWhere } from './_needs.ts'
import { writeTutorial } from './_reader.ts'

/** On which there is no image yet. What is downloaded already is taken from the cache. */
let engine: { readonly docker: Docker; readonly host: string }
let dir: string
beforeAll(async () => {
  if (noDockerd !== undefined) return
  dir = await mkdtemp(join(tmpdir(), 'np-image-'))
  engine = await startDockerd(settingsIn(dir, '--bip=172.31.250.1/24'))
})
afterAll(async () => {
  if (dir) await clean(dir)
})

describe('Ctrl-C while an image is made', { timeout: 300_000 }, () => {
  test.for(['Downloading', 'Unpacking', 'Building'])(
    'ends it within 2 s, and leaves nothing behind: %s',
    async (step, context) => {
      skipWhere(context, noDockerd)
      await using written = await writeTutorial(block('$ echo a\na'), {
        'one.json': '{ "axes": { "nix": ["2.26"], "sandbox": [false] } }',
      })
      const temp = join(written.directory, 'temp')
      await mkdir(temp)
      const running = nixproof(
        ['matrix', 'README.md', '--config', 'one.json'],
        {
          DOCKER_HOST: engine.host,
          XDG_STATE_HOME: join(written.directory, 'state'),
          TMPDIR: temp,
        },
        written.directory,
      )
      let told = ''
      running.all.on('data', (data) => (told += String(data)))
      const isThere = (): boolean => told.includes(`: ${step}`)
      await expect.poll(isThere, { timeout: 200_000, interval: 50 }).toBe(true)
      await new Promise((resolve) => setTimeout(resolve, 500))
      const startedAt = performance.now()
      running.kill('SIGINT')
      const { exitCode, signal } = await running
      const tookMs = performance.now() - startedAt
      expect([exitCode, signal]).toEqual([undefined, 'SIGINT'])
      // Others may be at work on this machine.
      const busy = Math.max(1, loadavg()[0]! / availableParallelism())
      expect(tookMs).toBeLessThan(2000 * busy)
      expect(await engine.docker.listContainers({ all: true })).toEqual([])
      expect(await readdir(temp)).toEqual([])
      expect(await processesWith(temp)).toEqual([])
    },
  )
})

/** Those that have inherited it. */
async function processesWith(text: string): Promise<string[]> {
  const { stdout } = await execa('grep', ['-lsF', text, '-r', '/proc', '--include=environ'], {
    reject: false,
  })
  return stdout.split('\n').filter((path) => path && !path.includes(String(process.pid)))
}
