import { join } from 'node:path'
import process from 'node:process'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import type { Planned } from '../tutorial/planning/make-plan.ts'

const ROOT = join(import.meta.dirname, '../..')

async function plan(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const command = ['harness/cli.ts', 'plan', ...args]
  const result = await execa(process.execPath, command, { cwd: ROOT, reject: false })
  return { code: result.exitCode ?? -1, out: result.stdout, error: result.stderr }
}

describe('nixproof plan', () => {
  test('prints what is done with each block of the sample tutorial, and why', async () => {
    const { code, out } = await plan('fixtures/sample-tutorial/README.md')
    expect(code).toBe(0)
    expect(out).toContain('README.md:44  Quick demo  commands (bash)\n  run cd sample-app-python\n')
    expect(out).toContain('why: The sentence before names "main.py"')
  })

  test('reads the sidecar beside the file, and ends as its findings do', async () => {
    const { code, out } = await plan('fixtures/tutorials/bad/sidecar-addresses.md')
    expect(code).toBe(2)
    expect(out).toContain('sidecar-addresses.nixproof.yaml:5:5 2 blocks are at heading "Build"')
  })

  test('ends with 1 when the text is wrong, and prints JSON', async () => {
    const { code, out } = await plan('--json', 'fixtures/tutorials/bad/drift-url.md')
    expect(code).toBe(1)
    const [planned] = JSON.parse(out) as Planned[]
    expect(planned!.findings).toMatchObject([{ code: 'DRIFT_URL', place: { line: 7, column: 8 } }])
    expect(planned!.plan.checks[0]!.steps).toMatchObject([{ do: 'command', run: 'nix-build' }])
  })

  test('refuses what it cannot read', async () => {
    const file = await plan('no-such-file.md')
    expect(file).toMatchObject({ code: 2, error: expect.stringContaining('"no-such-file.md"') })
    const workspace = await plan('fixtures/sample-tutorial/README.md', '--workspace', 'no-such-dir')
    expect(workspace.code).toBe(2)
    expect(workspace.error).toContain('WORKSPACE_NOT_FOUND')
  })
})
