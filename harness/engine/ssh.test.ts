import { expect, test } from 'vitest'
import { sshWords } from './ssh.ts'

const DIAL = ['docker', 'system', 'dial-stdio']

test.each([
  ['ssh://box', ['-T', '--', 'box', ...DIAL]],
  ['ssh://ann@box:22022/', ['-l', 'ann', '-p', '22022', '-T', '--', 'box', ...DIAL]],
  ['ssh://[::1]', ['-T', '--', '::1', ...DIAL]],
  [
    'ssh://box/run/user/7/docker.sock',
    ['-T', '--', 'box', 'docker', '--host=unix:///run/user/7/docker.sock', 'system', 'dial-stdio'],
  ],
])('sshWords() of %s', (host, words) => {
  expect(sshWords(host)).toEqual(words)
})

test.each(['ssh://', 'ssh://ann:secret@box', 'ssh://box/run/a;reboot'])(
  'sshWords() refuses %s',
  (host) => {
    expect(() => sshWords(host)).toThrow(TypeError)
  },
)
