import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
      expect([wanted, found, next], error.message).not.toContain(undefined)
    },
  )
})
