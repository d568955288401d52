import { expect, test } from 'vitest'
import { byNearness, isNear } from './nearest.ts'

test.each([
  ['crul', 'curl'],
  ['gti', 'git'],
  ['flaks', 'flask'],
  ['requets', 'requests'],
  ['application', 'app'],
  ['Python311', 'python311'],
])('isNear() takes "%s" for "%s"', (wanted, name) => {
  expect(isNear(wanted, name)).toBe(true)
  expect(byNearness(wanted, ['zip', 'emacs', name, 'coreutils'])[0]).toBe(name)
})

test.each([
  ['flask', 'flake8'],
  ['git', 'gcc'],
  ['app', 'docs'],
])('isNear() does not take "%s" for "%s"', (wanted, name) => {
  expect(isNear(wanted, name)).toBe(false)
})
