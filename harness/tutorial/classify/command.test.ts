import { expect, test } from 'vitest'
import { parseCommand } from './_bash.ts'
import { whyServer } from './command.ts'

test.each([
  ['python3 -m http.server 8000', true],
  ['/nix/store/0p…-python3/bin/python3 -m http.server', true],
  ['./venv/bin/flask run', true],
  ['nix-shell --run "flask run"', true],
  ['./result/bin/app', true],
  ['python3 -c "print(1)"', false],
  ['./result/bin/app --version', false],
  ['nix-build', false],
])('whyServer() of %s', (text, may) => {
  expect(whyServer(parseCommand(text).commands, new Set()) !== undefined).toBe(may)
})
