import { describe, expect, test } from 'vitest'
import { parseSandboxFacts, sandboxUnavailable } from './sandbox.ts'

const GRANTED = 'built 1\nseccomp 0\nmounts\nprofile unconfined\nnamespaces 96365\nrestricted \n'

function explain(...changes: readonly [from: string, to: string][]): string {
  const text = changes.reduce((before, [from, to]) => before.replace(from, to), GRANTED)
  const { code, details } = sandboxUnavailable(parseSandboxFacts(`${text}\nerror: no\n`))
  expect(code).toBe('SANDBOX_UNAVAILABLE')
  return details.found ?? ''
}

describe('parseSandboxFacts()', () => {
  test('parseSandboxFacts() has no refusal when Nix has built', () => {
    expect(parseSandboxFacts(GRANTED.replace('built 1', 'built 0')).refusal).toBeUndefined()
    expect(parseSandboxFacts('').refusal).toBe('It wrote nothing')
  })
})

describe('sandboxUnavailable()', () => {
  test('sandboxUnavailable() names what the engine did not give, and nothing else', () => {
    expect(explain()).toBe('error: no')
    expect(explain(['seccomp 0', 'seccomp 2'])).toMatch(/^.*SecurityOpt "seccomp=.*\nerror: no$/)
    expect(explain(['mounts', 'mounts /proc/kcore /proc/sys'])).toMatch(
      /^.*MaskedPaths.*\/proc\/kcore, \/proc\/sys\nerror: no$/,
    )
    expect(explain(['unconfined', 'docker-default (enforce)'])).toMatch(
      /^.*"apparmor=unconfined".*docker-default \(enforce\).*\nerror: no$/,
    )
    expect(explain(['96365', '0'])).toMatch(/^.*user\.max_user_namespaces.*\nerror: no$/)
    expect(explain(['restricted ', 'restricted 1'])).toMatch(
      /^.*apparmor_restrict_unprivileged_userns.*\nerror: no$/,
    )
  })
})
