import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PLAN_LABEL } from '../harness/tutorial/run.ts'
import { nixproof } from './_cli.ts'

const SAMPLE = fileURLToPath(new URL('../fixtures/sample-tutorial', import.meta.url))

async function containersOf(plan: string): Promise<string[]> {
  const filters = { label: [`${PLAN_LABEL}=${plan}`] }
  return (await new Docker().listContainers({ all: true, filters })).map(({ Id }) => Id)
}

describe('nixproof verify', () => {
  let dir: string

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nixproof-verify-'))
  })
  afterAll(async () => {
    await rm(dir, { recursive: true, force: true })
  })

  async function planOf(checks: string): Promise<string> {
    const file = join(dir, `${Math.random()}.plan.yaml`)
    await writeFile(
      file,
      `format: 1\ntutorial: ${SAMPLE}/README.md\nworkspace: ${SAMPLE}\nchecks:\n${checks}`,
    )
    return file
  }

  test('proves the sample tutorial: 0, each check named with its line', async () => {
    const plan = join(SAMPLE, 'README.plan.yaml')
    const { exitCode, all } = await nixproof(['verify', plan])
    expect(all).toMatch(/says hello on port 5000 \(.*README\.md:53\)/)
    expect(all).toMatch(/^Proved: 6 held \d+\.\d s$/m)
    expect(exitCode).toBe(0)
    expect(await containersOf(plan)).toEqual([])
  })

  test('writes nothing where it is called', async () => {
    const cwd = await mkdtemp(join(dir, 'here-'))
    const plan = join(SAMPLE, '../nixos/README.plan.yaml')
    expect((await nixproof(['verify', plan], {}, cwd)).exitCode).toBe(0)
    expect(await readdir(cwd)).toEqual([])
  })

  test('says what differs when the page does: 1', async () => {
    const plan = await planOf(`
  - name: builds, starts and says goodbye
    line: 9
    steps:
      - { do: build, cwd: sample-app-python }
      - { do: launch, cwd: sample-app-python, command: [./result/bin/sample-app-python], port: 5000 }
      - { do: request, path: /, body: Goodbye }
  - name: comes after it
    line: 20
    steps: [{ do: request, path: / }]
`)
    const { exitCode, all } = await nixproof(['verify', plan])
    expect(all).toContain('HTTP_MISMATCH')
    expect(all).toContain('200 with the body "Goodbye"')
    expect(all).toContain('200 with the body "Hello world from Nix and Flask!"')
    expect(all).toMatch(/^Not proved: 0 held, 1 did not, 1 not run/m)
    expect(exitCode).toBe(1)
    expect(await containersOf(plan)).toEqual([])
  })

  test('blames the tutorial for a server that hangs up: 1', async () => {
    const plan = await planOf(`
  - name: serves
    line: 1
    steps:
      - { do: shell, cwd: sample-app-python, run: 'ln -s $(type -P python3) /tmp/python' }
      - do: launch
        port: 5000
        command:
          - /tmp/python
          - -c
          - |
            import socket
            listener = socket.create_server(("127.0.0.1", 5000))
            while True: listener.accept()[0].close()
      - { do: request, path: / }
`)
    const { exitCode, all } = await nixproof(['verify', plan])
    expect(all).toMatch(/HTTP_MISMATCH[^]*No answer: /)
    expect(exitCode).toBe(1)
  })

  test('refuses a plan whose tutorial is not there, or has no such line: 2', async () => {
    const nowhere = join(dir, 'astray.plan.yaml')
    const checks = 'checks: [{ name: a, line: 9999, steps: [{ do: build }] }]'
    await writeFile(nowhere, `format: 1\ntutorial: NOPE.md\n${checks}`)
    const absent = await nixproof(['verify', nowhere])
    expect([absent.exitCode, absent.stderr]).toEqual([2, expect.stringContaining('NOPE.md')])
    await writeFile(nowhere, `format: 1\ntutorial: ${join(SAMPLE, 'README.md')}\n${checks}`)
    const beyond = await nixproof(['verify', nowhere])
    expect([beyond.exitCode, beyond.stderr]).toEqual([2, expect.stringContaining('line: 9999')])
  })

  test('refuses a plan that does not exist: 2, before anything is set up', async () => {
    const { exitCode, stderr } = await nixproof(['verify', join(dir, 'nowhere.plan.yaml')])
    expect(stderr).toContain('PLAN_INVALID')
    expect(stderr).not.toContain('Engine:')
    expect(exitCode).toBe(2)
  })

  test('refuses what is neither a tutorial nor a plan: 2', async () => {
    const { exitCode, stderr } = await nixproof(['verify', join(SAMPLE, 'nixos/default.nix')])
    expect(stderr).toContain('A Markdown file, a directory with some, or a plan')
    expect(exitCode).toBe(2)
  })

  test('refuses an option that does not exist and names the nearest: 2', async () => {
    const { exitCode, stderr } = await nixproof(['verify', 'x.plan.yaml', '--imag', 'official'])
    expect(stderr).toContain('--image')
    expect(exitCode).toBe(2)
  })

  test('refuses a Nix that does not exist and names those that do: 2', async () => {
    const plan = join(SAMPLE, 'README.plan.yaml')
    const { exitCode, stderr } = await nixproof(['verify', plan, '--nix', '3'])
    expect(stderr).toMatch(/2\.8, 2\.26, 2\.34/)
    expect(exitCode).toBe(2)
  })

  test('explains itself with examples: 0', async () => {
    const { exitCode, stdout } = await nixproof(['--help'])
    expect(stdout).toContain('Examples:')
    expect(exitCode).toBe(0)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind on %s', async (signal) => {
    const plan = await planOf(`
  - name: takes long
    line: 1
    steps: [{ do: shell, cwd: sample-app-python, run: sleep 300 }]
`)
    const running = nixproof(['verify', plan])
    await expect.poll(() => containersOf(plan), { timeout: 60_000, interval: 200 }).toHaveLength(1)
    running.kill(signal)
    const { exitCode, signal: endedBy } = await running
    // Not by an exit(), which waits for threads of Node, sometimes for ever.
    expect([exitCode, endedBy]).toEqual([undefined, signal])
    expect(await containersOf(plan)).toEqual([])
  })
})
