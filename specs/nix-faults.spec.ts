import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { embedded, failure, fixture, tell } from './_support.ts'
import { FAULTS } from './faults/_all.ts'
import { placeOf } from './faults/_fault.ts'
import { openStage, type Stage } from './faults/_stage.ts'

describe.for(EMBEDDED_NIX)('nixBuild() and launch(), Nix %s:', (nix) => {
  let stage: Stage

  beforeAll(async () => {
    const { reference } = await embedded(nix)
    stage = await openStage(await ensureEngine(tell), reference, fixture('broken'))
  })

  afterAll(() => stage?.[Symbol.asyncDispose]())

  test.for(FAULTS.map((fault) => ({ ...fault, fault })))(
    '$what is $code',
    async ({ fault }, { signal }) => {
      const error = await failure(stage.provoke(fault, signal))
      expect(error.code, error.message).toBe(fault.code)
      expect(error.details.place, error.message).toEqual(placeOf(fault, nix))
      expect(error.message).toContain(fault.says ?? '')
      const { wanted, found, next } = error.details
      // The embedded nixpkgs may have nothing to say besides.
      const told = fault.code === 'NOT_EMBEDDED' ? [next] : [wanted, found, next]
      expect(told, error.message).not.toContain(undefined)
      expect(error.message.length).toBeLessThan(8000)
    },
  )

  test('a place that Nix is asked for again costs no second request', () => {
    for (const path of ['/gone.nix', '/forbidden.nix', '/failing.nix']) {
      expect(stage.asked.filter((one) => one === path)).toEqual([path])
    }
  })
})

test('nixShell() tells the place of an evaluation that fails, as nixBuild() does', async () => {
  await using container = await new NixContainer(inject('image'))
    .withWorkspace(fixture('broken'))
    .start()
  const error = await failure(container.nixShell('true', { cwd: 'wrong-type' }))
  expect(error.code).toBe('NIX_EVALUATION')
  expect(error.details.place).toEqual({ file: 'wrong-type/default.nix', line: 7, column: 53 })
  expect(error.details.result?.command).toEqual(['nix-shell', '--run', 'true'])
})

test.for(EMBEDDED_NIX)(
  'nixShell() does not take what a shellHook prints for words of Nix; Nix %s',
  { timeout: 300_000 },
  async (nix) => {
    const image = await embedded(nix)
    await using container = await new NixContainer(image.reference)
      .withWorkspace(fixture('broken'))
      .start()
    const error = await failure(container.nixShell('true', { cwd: 'forged-hook' }))
    expect([error.code, error.details.place]).toEqual(['BUILD_FAILED', undefined])
    expect(error.details.result?.stderr).toContain('at /workspace/default.nix:99:1:')
    expect(error.details.result?.command).toEqual(['nix-shell', '--run', 'true'])
  },
)
