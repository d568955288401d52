import { expect, test } from 'vitest'
import { blocked, notTls } from './policy.ts'

test.each([
  ['https://github.com/pagekey/education/archive/main.tar.gz', 'github:pagekey/education=PATH'],
  ['https://raw.githubusercontent.com/pagekey/education/main/x', 'github:pagekey/education=PATH'],
  ['https://codeload.github.com/pagekey/education/tar.gz/main', 'github:pagekey/education=PATH'],
  ['https://api.github.com/repos/pagekey/education/commits/main', 'github:pagekey/education=PATH'],
  ['https://github.com/pagekey/education.git/info/refs', 'github:pagekey/education=PATH'],
  ['https://example.test/pagekey/education', 'github:OWNER/REPO=PATH'],
  ['https://github.com/', 'github:OWNER/REPO=PATH'],
])('blocked() says which clone would answer %s', (url, option) => {
  const error = blocked('GET', new URL(url), ['one', 'two'])
  expect([error.code, error.blame]).toEqual(['EGRESS_BLOCKED', 'tutorial'])
  expect(error.details.next).toContain(`--origin ${option})`)
  expect(error.details.found).toBe('Origins: one, two')
})

test('notTls() shows how it began, without what could confuse a terminal', () => {
  expect(notTls('h:22', Buffer.from('SSH-2.0\u001b[2J')).details.found).toBe(
    String.raw`Bytes that begin with "SSH-2.0\u001b[2J"`,
  )
  expect(notTls('h:22', Buffer.alloc(0)).details.found).toContain('waits for the other side')
})
