import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { RUN_LABEL, sweep } from '../harness/engine/sweep.ts'
import { nixproof } from './_cli.ts'

const PROGRAM = fileURLToPath(new URL('_run.ts', import.meta.url))
const image = inject('image')
const engine = await ensureEngine(() => {})

/** A run of its own, from a folder of its own, as of the machine whose state is there. */
async function begin(state: string, cwd: string) {
  const child = execa(process.execPath, [PROGRAM, image], {
    cwd,
    env: { NIXPROOF_RUN: undefined, XDG_STATE_HOME: state },
    reject: false,
    stdin: 'pipe',
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const told = JSON.parse(line) as { run: string; directory: string }
  onTestFinished(async () => void (await sweep(engine.docker, told.run)))
  return {
    ...told,
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await child
    },
    /** @returns What it says at its end. */
    async end(): Promise<unknown> {
      child.stdin.end()
      return JSON.parse((await child).stdout.split('\n').at(-1) ?? '')
    },
  }
}

/** How many containers, networks and directories a run has. */
async function left({ run, directory }: { run: string; directory: string }): Promise<number[]> {
  const filters = { label: [`${RUN_LABEL}=${run}`] }
  const containers = await engine.docker.listContainers({ all: true, filters })
  const networks = await engine.docker.listNetworks({ filters })
  return [containers.length, networks.length, Number(existsSync(directory))]
}

describe('after kill -9', () => {
  test('the next start on this machine removes what was left, and nothing of a live run', async () => {
    await using state = await mkdtempDisposable(join(tmpdir(), 'np-state-'))
    await using folder = await mkdtempDisposable(join(tmpdir(), 'np-folder-'))
    const dead = await begin(state.path, process.cwd())
    const live = await begin(state.path, folder.path)
    await dead.kill()
    expect(await left(dead)).toEqual([1, 1, 1])

    const next = await begin(state.path, process.cwd())
    expect(await next.end()).toMatchObject({
      dead: { runs: 1, containers: 1, networks: 1, directories: 1 },
    })
    expect(await left(dead)).toEqual([0, 0, 0])
    expect(await left(live)).toEqual([1, 1, 1])
    expect(await live.end()).toMatchObject({ containers: 1, networks: 1, dead: { runs: 0 } })
    expect(await left(live)).toEqual([0, 0, 0])
  })

  test('another machine on the same engine touches nothing, with "clean" neither', async () => {
    await using here = await mkdtempDisposable(join(tmpdir(), 'np-state-'))
    await using there = await mkdtempDisposable(join(tmpdir(), 'np-state-'))
    const dead = await begin(there.path, process.cwd())
    await dead.kill()
    await (await begin(here.path, process.cwd())).end()
    const cleaned = await nixproof(['clean'], { XDG_STATE_HOME: here.path })
    expect(cleaned.all).toMatch(/Kept .* another machine/)
    expect(await left(dead)).toEqual([1, 1, 1])

    const { all, exitCode } = await nixproof(['clean'], { XDG_STATE_HOME: there.path })
    expect(all).toMatch(/Removed 1 container, 1 network and 1 temporary directory of 1 dead run/)
    expect(exitCode).toBe(0)
    expect(await left(dead)).toEqual([0, 0, 0])
  })
})
