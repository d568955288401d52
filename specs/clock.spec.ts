import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import { PLAN_LABEL } from '../harness/tutorial/run.ts'
import { nixproof } from './_cli.ts'
import { makeGreetings, TUTORIAL, type Greetings } from './_greetings.ts'

const JUMPING = `--import=${new URL('_jumping-clock.ts', import.meta.url).href}`

/** A copy: what is counted at the end are containers of this plan, which other specs run as well. */
let directory: string
let greetings: Greetings
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nixproof-clock-'))
  await cp(TUTORIAL, directory, { recursive: true })
  greetings = await makeGreetings()
})
afterAll(async () => {
  await greetings?.[Symbol.asyncDispose]()
  await rm(directory, { recursive: true, force: true })
})

describe('nixproof verify', () => {
  test('proves what is fetched while the clock is set to and fro, and leaves nothing', async () => {
    const origin = `github:example-org/greetings=${greetings.path}@${greetings.published}`
    const plan = join(directory, 'README.plan.yaml')
    const { all, exitCode } = await nixproof(['verify', plan, '--origin', origin], {
      NODE_OPTIONS: JUMPING,
    })
    expect(all).toMatch(/^Proved: 3 held \d+\.\d s$/m)
    expect(exitCode).toBe(0)
    const { docker } = await useEngine()
    const filters = { label: [`${PLAN_LABEL}=${plan}`] }
    expect(await docker.listContainers({ all: true, filters })).toEqual([])
  })
})
