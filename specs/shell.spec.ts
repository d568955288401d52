import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { failure, fixture, processes } from './_support.ts'

describe('nixShell()', () => {
  let container: StartedNixContainer
  const app = { cwd: 'sample-app-python' }
  const IMPORT =
    'python3 -c "from sample_app_python.greeting import GREETING; import flask; print(GREETING)"'

  beforeAll(async () => {
    container = await new NixContainer(inject('image'))
      .withWorkspace(fixture('sample-tutorial'))
      .start()
  })
  afterAll(() => container.stop())

  test('nixShell() opens shell.nix when there is one', async () => {
    const { stdout, command } = await container.nixShell(IMPORT, app)
    expect(stdout).toBe('Hello world from Nix and Flask!\n')
    expect(command).toEqual(['nix-shell', '--run', IMPORT])
  })

  test('nixShell() opens default.nix, for which it builds the package first', async () => {
    const { stdout } = await container.nixShell(IMPORT, { ...app, file: 'default.nix' })
    expect(stdout).toBe('Hello world from Nix and Flask!\n')
  })

  test('nixShell() opens what `args` name', async () => {
    const args = ['-p', 'python311']
    expect((await container.nixShell('python3 --version', { args })).stdout).toMatch(
      /^Python 3\.11/,
    )
  })

  test('nixShell() rejects with SHELL_COMMAND_FAILED when the command fails, whatever it says', async () => {
    const command = 'echo "error: attribute \'flask\' missing" >&2; exit 1'
    const error = await failure(container.nixShell(command, app))
    expect([error.code, error.blame]).toEqual(['SHELL_COMMAND_FAILED', 'tutorial'])
    expect(error.details.result).toMatchObject({ exitCode: 1 })
    expect(error.details.found).toContain("error: attribute 'flask' missing")
  })

  test('nixShell() tells what a command that failed has said on its output', async () => {
    const error = await failure(container.nixShell('echo not today; exit 3', app))
    expect(error.details.found).toBe('not today')
  })

  test('nixShell() rejects with PROGRAM_NOT_FOUND when the shell lacks the program', async () => {
    expect((await failure(container.nixShell('no-such-program', app))).code).toBe(
      'PROGRAM_NOT_FOUND',
    )
  })

  test('nixShell() rejects with PYTHON_MODULE_MISSING when Python lacks the module', async () => {
    const error = await failure(container.nixShell('python3 -c "import no_such_module"', app))
    expect(error.code).toBe('PYTHON_MODULE_MISSING')
    expect(error.summary).toContain('no_such_module')
  })

  test("nixShell() rejects with Nix's failure when the shell does not open", async () => {
    const args = ['-E', 'with { flask = null; }; flaks']
    const error = await failure(container.nixShell('true', { args }))
    expect([error.code, error.blame]).toEqual(['NIX_VARIABLE_UNDEFINED', 'tutorial'])
    expect(error.summary).toContain('"flaks"')
  })

  test('nixShell() rejects with TIMEOUT at its deadline, and leaves no process', async () => {
    const error = await failure(container.nixShell('sleep 70', { ...app, timeoutMs: 5000 }))
    expect(error.code).toBe('TIMEOUT')
    expect(error.message).toMatch(/ within 5 s\b/)
    expect(await processes(container)).toEqual([])
  })
})
