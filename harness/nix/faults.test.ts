import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { withFaultTable } from '../../specs/faults/_table.ts'
import { FAULTS } from '../../specs/faults/_all.ts'
import { placeOf } from '../../specs/faults/_fault.ts'
import { EMBEDDED_NIX } from '../image/debian/packages.ts'
import { nixError } from './error.ts'
import captured from './faults.captured.json' with { type: 'json' }

type Captured = Readonly<
  Record<string, Readonly<Record<string, { exitCode: number; stderr: string }>>>
>
const cases: Captured = captured.cases
// What mere text does not tell is in log.test.ts.
const built = FAULTS.filter(({ launch, logged }) => !launch && !logged)

describe.for(EMBEDDED_NIX)('nixError(), from what Nix %s wrote:', (nix) => {
  test.for(built.map((fault) => ({ ...fault, fault })))('$what is $code', ({ fault }) => {
    const { exitCode, stderr } = cases[`${fault.code} ${fault.name}`]![nix]!
    const result = {
      command: ['nix-build'],
      cwd: `/workspace/${fault.name}`,
      exitCode,
      stdout: '',
      stderr,
      durationMs: 1000,
      timedOut: false,
    }
    // That the kernel killed is not in the text.
    const evidence = { outOfMemory: fault.code === 'OUT_OF_MEMORY' }
    const error = nixError(result, { workspace: '/workspace' }, evidence)
    expect(error.code).toBe(fault.code)
    if (!fault.traced && !fault.searched) expect(error.details.place).toEqual(placeOf(fault, nix))
    const { wanted, found, next } = error.details
    // The embedded nixpkgs may have nothing to say besides.
    const told = fault.code === 'NOT_EMBEDDED' ? [next] : [wanted, found, next]
    expect(told).not.toContain(undefined)
  })
})

test('the captured texts are of the faults that there are', () => {
  const names = built.map(({ code, name }) => `${code} ${name}`)
  expect(Object.keys(captured.cases)).toEqual(names)
})

test('README has the table of faults (node specs/faults/capture.ts writes it)', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  expect(readme).toContain('<!-- faults -->')
  expect(withFaultTable(readme)).toBe(readme)
})
