import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { RUN_LABEL, sweep } from '../harness/engine/sweep.ts'

const LIFETIME = new URL('../harness/engine/lifetime.ts', import.meta.url).href
const image = inject('image')
const engine = await ensureEngine(() => {})

/** A run with one running container and one network. */
async function begin(): Promise<string> {
  const run = randomUUID()
  onTestFinished(async () => void (await sweep(engine.docker, run)))
  const Labels = { [RUN_LABEL]: run }
  const container = await engine.docker.createContainer({
    Image: image,
    Cmd: ['sleep', '300'],
    HostConfig: { NetworkMode: 'none' },
    Labels,
  })
  await container.start()
  await engine.docker.createNetwork({ Name: run, Internal: true, Labels })
  return run
}

async function left(run: string): Promise<number> {
  const filters = { label: [`${RUN_LABEL}=${run}`] }
  const containers = await engine.docker.listContainers({ all: true, filters })
  return containers.length + (await engine.docker.listNetworks({ filters })).length
}

/**
 * A process with the exit hook, which then does what the code says. It owns its run, but its
 * run's name is given from here: as if it had made what `begin` made.
 */
function owner(run: string, code: string) {
  const program = `
    import { config } from ${JSON.stringify(new URL('../config.ts', LIFETIME).href)}
    import { endRun, sweepOnExit } from ${JSON.stringify(LIFETIME)}
    import Docker from 'dockerode'
    config.run = ${JSON.stringify(run)}
    sweepOnExit(${JSON.stringify(engine.host)})
    console.log('ready')
    ${code}`
  return execa(process.execPath, ['--input-type=module', '--eval', program], {
    env: { NIXPROOF_RUN: undefined },
    reject: false,
  })
}

describe('sweep()', () => {
  test('removes what one run made, and leaves the other runs alone', async () => {
    const [mine, other] = [await begin(), await begin()]
    expect(await sweep(engine.docker, mine)).toEqual({ containers: 1, networks: 1 })
    expect(await sweep(engine.docker, mine)).toEqual({ containers: 0, networks: 0 })
    expect({ mine: await left(mine), other: await left(other) }).toEqual({ mine: 0, other: 2 })
  })

  test('is done by two at once', async () => {
    const run = await begin()
    await Promise.all([sweep(engine.docker, run), sweep(engine.docker, run)])
    expect(await left(run)).toBe(0)
  })
})

describe('sweepOnExit()', () => {
  test.each([
    ['an exit', 'process.exit(7)', 7],
    ['an uncaught error', 'throw new Error("on purpose")', 1],
    ['the end of its work', '', 0],
  ])('leaves nothing after %s', async (_, code, exitCode) => {
    const run = await begin()
    expect((await owner(run, code)).exitCode).toBe(exitCode)
    expect(await left(run)).toBe(0)
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing after %s', async (signal) => {
    const run = await begin()
    const child = owner(run, 'setTimeout(() => {}, 60_000)')
    await once(child.stdout, 'data') // It is ready.
    child.kill(signal)
    expect((await child).signal).toBe(signal)
    expect(await left(run)).toBe(0)
  })

  test('leaves nothing after a second Ctrl-C that ends the process at once', async () => {
    const run = await begin()
    const child = owner(run, 'setTimeout(() => {}, 60_000)')
    await once(child.stdout, 'data') // It is ready.
    child.kill('SIGINT')
    await sleep(50)
    child.kill('SIGINT')
    await child
    await expect.poll(() => left(run), { timeout: 10_000 }).toBe(0)
  })

  test('has nothing to do after endRun()', async () => {
    const run = await begin()
    const child = await owner(
      run,
      `console.log(JSON.stringify(await endRun(new Docker())))
       process.once('exit', () => console.log(process.listenerCount('SIGINT')))`,
    )
    expect(child.stdout.split('\n')).toEqual([
      'ready',
      '{"containers":1,"networks":1,"dead":{"runs":0,"containers":0,"networks":0,"directories":0}}',
      '0',
    ])
  })

  test('does nothing in a process that did not make the run', async () => {
    const run = await begin()
    const code = `(await import(${JSON.stringify(LIFETIME)})).sweepOnExit(${JSON.stringify(engine.host)})`
    const args = ['--input-type=module', '--eval', code]
    await execa(process.execPath, args, { env: { NIXPROOF_RUN: run } })
    expect(await left(run)).toBe(2)
  })
})
