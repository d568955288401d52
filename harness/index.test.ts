import { expect, test } from 'vitest'
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
    'ensureEngine',
    'ensureImage',
    'nixproof',
  ])
})
