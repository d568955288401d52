import { describe, expect, test } from 'vitest'
import { refusal, type Ask } from './permission.ts'
import type { System } from './system.ts'

const ROOT: System = {
  platform: 'linux',
  debian: true,
  root: true,
  systemd: false,
  hasDockerd: false,
}
const no: Ask = async () => false
const yes: Ask = async () => true

describe('refusal()', () => {
  test.each([
    ['never', ROOT, yes, 'NIXPROOF_PROVISION=never'],
    ['always', { ...ROOT, root: false }, yes, 'as root'],
    ['always', { ...ROOT, debian: false }, yes, 'Debian'],
    ['always', { ...ROOT, platform: 'darwin' }, yes, 'Debian'],
    ['ask', ROOT, no, 'declined'],
  ] as const)('%s on %o says why', async (mode, system, ask, why) => {
    expect(await refusal(mode, system, ask)).toContain(why)
  })

  test.each([
    ['always', no],
    ['ask', yes],
    ['ask', undefined],
  ] as const)('%s with %o lets it happen', async (mode, ask) => {
    expect(await refusal(mode, ROOT, ask)).toBeUndefined()
  })

  test('asks for no more than what will be done', async () => {
    const questions: string[] = []
    await refusal('ask', { ...ROOT, hasDockerd: true }, async (question) => {
      questions.push(question)
      return true
    })
    expect(questions).toEqual(['No container engine answers. Start dockerd?'])
  })
})
