import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, test } from 'vitest'
import { childEnvironment, config } from '../harness/config.ts'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer } from '../harness/container/nix-container.ts'
import { RUN_LABEL } from '../harness/engine/sweep.ts'
import { failure, fixture } from './_support.ts'

/** Other specs of this run have containers too: a label of its own tells a test's ones. */
async function ids(label: string): Promise<string[]> {
  const { docker } = await useEngine()
  const found = await docker.listContainers({ all: true, filters: { label: [label] } })
  return found.map(({ Id }) => Id)
}

describe('NixContainer leaves nothing on the engine', () => {
  test('after success', async () => {
    const label = `nixproof.spec=${crypto.randomUUID()}`
    {
      await using container = await new NixContainer(inject('image'))
        .withLabels({ 'nixproof.spec': label.slice(14) })
        .start()
      expect(await ids(label)).toEqual([container.getId()])
      expect(await ids(`${RUN_LABEL}=${config.run}`)).toContain(container.getId())
    }
    expect(await ids(label)).toEqual([])
  })

  test('after a start that failed', async () => {
    const id = crypto.randomUUID()
    const container = new NixContainer(inject('image'))
      .withLabels({ 'nixproof.spec': id })
      .withEntrypoint(['/no/such/program'])
    expect((await failure(container.start())).code).toBe('CONTAINER_FAILED')
    expect(await ids(`nixproof.spec=${id}`)).toEqual([])
  })

  test('after a container that ended at once, whose last words are told', async () => {
    const id = crypto.randomUUID()
    const container = new NixContainer(inject('image'))
      .withLabels({ 'nixproof.spec': id })
      .withEntrypoint(['bash', '-c', 'echo no way >&2; exit 9'])
    const error = await failure(container.start())
    expect(error.code).toBe('CONTAINER_FAILED')
    expect(error.details.found).toContain('no way')
    expect(await ids(`nixproof.spec=${id}`)).toEqual([])
  })

  test('after a workspace that could not be copied', async () => {
    const id = crypto.randomUUID()
    const container = new NixContainer(inject('image'))
      .withLabels({ 'nixproof.spec': id })
      .withWorkspace(fixture('no-such-fixture'))
    expect((await failure(container.start())).code).toBe('WORKSPACE_NOT_FOUND')
    expect(await ids(`nixproof.spec=${id}`)).toEqual([])
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('after %s', async (signal) => {
    const program = fileURLToPath(new URL('_interrupted.ts', import.meta.url))
    const child = spawn(process.execPath, [program, inject('image')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: childEnvironment({ NIXPROOF_RUN: undefined }),
    })
    const exit = once(child, 'exit')
    const [run] = (await once(createInterface(child.stdout), 'line')) as [string]
    expect(await ids(`${RUN_LABEL}=${run}`)).toHaveLength(1)
    child.kill(signal)
    expect(await exit).toEqual([null, signal])
    expect(await ids(`${RUN_LABEL}=${run}`)).toEqual([])
  })

  test('start() rejects with IMAGE_UNAVAILABLE, at once, and pulls nothing', async () => {
    const start = performance.now()
    const error = await failure(new NixContainer('nixproof.invalid/no-such-image:1').start())
    expect([error.code, error.blame]).toEqual(['IMAGE_UNAVAILABLE', 'environment'])
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})
