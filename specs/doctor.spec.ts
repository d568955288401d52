import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import Docker from 'dockerode'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { join } from 'node:path'
import type { DoctorCheck } from '../harness/engine/doctor/check.ts'
import { MACHINE_LABEL } from '../harness/engine/lease.ts'
import { nixproof } from './_cli.ts'
import { noNamespaces, skipWhere } from './_needs.ts'

const CLI = fileURLToPath(new URL('../harness/cli.ts', import.meta.url))

interface Report {
  readonly format: number
  readonly exitCode: number
  readonly checks: readonly DoctorCheck[]
}

function find(report: Report, name: string): DoctorCheck {
  return report.checks.find((check) => check.name === name) ?? expect.fail(`no check "${name}"`)
}

describe('nixproof doctor', () => {
  test('says what each thing is, and that verify can run: 0; nothing is left', async () => {
    await using state = await mkdtempDisposable(join(tmpdir(), 'np-state-'))
    const env = { XDG_STATE_HOME: state.path }
    const { stdout, exitCode } = await nixproof(['doctor', '--json'], env)
    const report = JSON.parse(stdout) as Report
    expect([report.format, report.exitCode, exitCode]).toEqual([1, 0, 0])
    expect(report.checks.map(({ name }) => name)).toEqual([
      'node',
      'git',
      'lease',
      'engine',
      'version',
      'storage',
      'cgroups',
      'privileges',
      'image',
      'sandbox',
      'disk',
      'quota',
      'memory',
      'leftovers',
    ])
    const { machine } = find(report, 'lease').data as { machine: string }
    const filters = { label: [`${MACHINE_LABEL}=${machine}`] }
    expect(await new Docker().listContainers({ all: true, filters })).toEqual([])

    // What it says is so.
    const info = (await new Docker().info()) as { Driver: string; CgroupVersion: string }
    expect(find(report, 'storage').data).toMatchObject({ driver: info.Driver })
    expect(find(report, 'cgroups').data).toMatchObject({ version: info.CgroupVersion })
    expect(find(report, 'node').data).toEqual({ version: process.versions.node })
    expect(find(report, 'sandbox').data).toHaveProperty('able')
    expect(find(report, 'quota').data).toHaveProperty('able')
    expect(find(report, 'disk').data?.['free']).toBeGreaterThan(1e8)
  })

  test('prints a line each for a person, and the verdict last', async () => {
    const { stdout } = await nixproof(['doctor'])
    expect(stdout).toMatch(/^ok {7}node {7}24\./m)
    expect(stdout).toMatch(/^ +DOCKER_HOST/m)
    expect(stdout).toMatch(/^nixproof verify can run here$/m)
    expect(stdout).not.toContain('\u001b')
  })

  test('says that a DOCKER_HOST leads nowhere, and what to do: 3', async () => {
    const env = { DOCKER_HOST: 'tcp://127.0.0.1:9' }
    const { stdout, exitCode } = await nixproof(['doctor', '--json'], env)
    const report = JSON.parse(stdout) as Report
    expect([report.exitCode, exitCode]).toEqual([3, 3])
    const engine = find(report, 'engine')
    expect(engine.state).toBe('problem')
    expect(engine.found).toContain('nothing listens there')
    expect(engine.next).toContain('DOCKER_HOST')
  })

  test('lists every way that was tried where no engine is: 3', async (context) => {
    skipWhere(context, noNamespaces)
    const script = 'mount -t tmpfs none /run && exec "$@"'
    const command = [process.execPath, CLI, 'doctor']
    const { stdout, exitCode } = await execa(
      'unshare',
      ['--mount', 'sh', '-c', script, 'sh', ...command],
      {
        env: {
          NIXPROOF_PROVISION: 'never',
          DOCKER_HOST: undefined,
          DOCKER_CONTEXT: undefined,
          NO_COLOR: '1',
          FORCE_COLOR: undefined,
        },
        reject: false,
      },
    )
    expect(exitCode).toBe(3)
    expect(stdout).toContain('default socket unix:///var/run/docker.sock: no such socket')
    expect(stdout).toMatch(/next: Type: \S/)
    expect(stdout).toMatch(/^nixproof verify cannot run here$/m)
  })
})
