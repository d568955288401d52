import { expect, expectTypeOf, test } from 'vitest'
import * as api from './index.ts'

test('the public API is this list, so that nothing gets into it by accident', () => {
  expect(Object.keys(api).toSorted()).toEqual([
    'EXIT_CODES',
    'NixContainer',
    'NixRepl',
    'NixServer',
    'NixShell',
    'NixproofError',
    'PLAN_FILES',
    'StartedNixContainer',
    'defineConfig',
    'ensureEngine',
    'ensureImage',
    'nixproof',
  ])
})

/** The one argument of a method. */
type Given<T, Name extends keyof T> = T[Name] extends (given: infer U) => unknown ? U : never

test('the options of public methods can be imported by name', () => {
  type Quota = Given<api.NixContainer, 'withResourcesQuota'>
  expectTypeOf<Quota>().toEqualTypeOf<api.NixResourcesQuota>()
  type Stop = Given<Required<api.StartedNixContainer>, 'stop'>
  expectTypeOf<NonNullable<Stop>>().toEqualTypeOf<api.StopContainerOptions>()
  type StopServer = Given<api.NixServer, 'stop'>
  expectTypeOf<NonNullable<StopServer>>().toEqualTypeOf<api.StopServerOptions>()
})
