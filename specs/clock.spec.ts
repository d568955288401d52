import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import { PLAN_LABEL } from '../harness/tutorial/run.ts'
import { nixproof } from './_cli.ts'
import { makeGreetings, TUTORIAL, type Greetings } from './_greetings.ts'

const PLAN = `${TUTORIAL}/README.plan.yaml`
const JUMPING = `--import=${new URL('_jumping-clock.ts', import.meta.url).href}`

let greetings: Greetings
beforeAll(async () => {
  greetings = await makeGreetings()
})
afterAll(() => greetings?.[Symbol.asyncDispose]())

describe('nixproof verify', () => {
  test('proves what is fetched while the clock is set to and fro, and leaves nothing', async () => {
    const origin = `github:example-org/greetings=${greetings.path}@${greetings.published}`
    const { all, exitCode } = await nixproof(['verify', PLAN, '--origin', origin], {
      NODE_OPTIONS: JUMPING,
    })
    expect(all).toMatch(/^Proved: 3 held \d+\.\d s$/m)
    expect(exitCode).toBe(0)
    const { docker } = await useEngine()
    const filters = { label: [`${PLAN_LABEL}=${PLAN}`] }
    expect(await docker.listContainers({ all: true, filters })).toEqual([])
  })
})
