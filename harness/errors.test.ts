import { expect, test } from 'vitest'
import { EXIT_CODES, formatPlace, NixproofError } from './errors.ts'

test('NixproofError says what happened, wanted, found, where and next, in that order', () => {
  const error = new NixproofError('PORT_TAKEN', 'Port 5000 is taken', {
    wanted: 'A free port',
    found: 'pid 7\npython3',
    place: { file: 'README.md', line: 9, column: 1 },
    next: 'Stop the other server',
  })
  expect(error.message).toBe(
    `Port 5000 is taken [PORT_TAKEN]
  wanted  A free port
  found   pid 7
          python3
  at      README.md:9:1
  next    Stop the other server`,
  )
})

test('NixproofError takes its blame from its code', () => {
  const blameOf = (code: ConstructorParameters<typeof NixproofError>[0]): number =>
    EXIT_CODES[new NixproofError(code, '').blame]
  expect([blameOf('BUILDER_FAILED'), blameOf('USAGE'), blameOf('ENGINE_LOST')]).toEqual([1, 2, 3])
})

test('formatPlace() leaves out what is not known', () => {
  expect(formatPlace({ file: 'a.nix' })).toBe('a.nix')
  expect(formatPlace({ file: 'a.nix', line: 2 })).toBe('a.nix:2')
})
