import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, test } from 'vitest'
import { childEnvironment } from '../harness/config.ts'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer } from '../harness/container/nix-container.ts'
import { RUN_LABEL } from '../harness/engine/sweep.ts'
import { openEgress } from '../harness/origin/egress.ts'

describe('openEgress()', () => {
  test('leaves no socket, also where a container was given it', async () => {
    let dir: string | undefined
    {
      await using egress = await openEgress(await useEngine(), [], { reach: 'socket' })
      await using container = await new NixContainer(inject('image')).withEgress(egress).start()
      await container.run(['curl', '-sS', 'https://good.test/'])
      dir = egress.socketDir
      expect(existsSync(dir!)).toBe(true)
    }
    expect(existsSync(dir!)).toBe(false)
  })

  test.each(['socket', 'streams'] as const)(
    'finds that a container lost its way out: %s',
    async (reach) => {
      await using egress = await openEgress(await useEngine(), [], { reach })
      {
        await using container = await new NixContainer(inject('image')).withEgress(egress).start()
        await container.run(['bash', '-c', 'kill -9 -1'])
        await expect
          .poll(() => egress.findings.map(({ error }) => error.code))
          .toEqual(['CONTAINER_FAILED'])
      }
      {
        await using container = await new NixContainer(inject('image')).withEgress(egress).start()
        await container.run(['true'])
      }
      expect(egress.findings).toHaveLength(1) // To be stopped is no loss.
    },
  )

  test.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing after %s', async (signal) => {
    const program = fileURLToPath(new URL('_egress-interrupted.ts', import.meta.url))
    const child = spawn(process.execPath, [program, inject('image')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: childEnvironment({ NIXPROOF_RUN: undefined }),
    })
    const exit = once(child, 'exit')
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const [run, dir = ''] = line.split(' ')
    expect([existsSync(dir), await count(`${RUN_LABEL}=${run}`)]).toEqual([true, 1])
    child.kill(signal)
    expect(await exit).toEqual([null, signal])
    expect([existsSync(dir), await count(`${RUN_LABEL}=${run}`)]).toEqual([false, 0])
  })
})

async function count(label: string): Promise<number> {
  const { docker } = await useEngine()
  const filters = { label: [label] }
  const networks = await docker.listNetworks({ filters })
  return (await docker.listContainers({ all: true, filters })).length + networks.length
}
