import { expect, test } from 'vitest'
import { findProgram, isDebianFamily } from './system.ts'

test.each([
  ['NAME="x"\nID=debian\nVERSION_ID="12"', true],
  ['ID=ubuntu\nID_LIKE=debian', true],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"', true],
  ['ID=raspbian\nID_LIKE=debian', true],
  ['ID="fedora"\nVARIANT_ID=debian-like', false],
  ['ID=notdebian', false],
  ['', false],
])('isDebianFamily() of %j is %s', (osRelease, expected) => {
  expect(isDebianFamily(osRelease)).toBe(expected)
})

test('findProgram() finds what can be run, and in order', () => {
  expect(findProgram('sh', '/nowhere::/bin')).toBe('/bin/sh')
  expect(findProgram('passwd', '/etc')).toBeUndefined()
})
