import { expect, test } from 'vitest'
import { read } from './_reader.ts'
import { notHeld, short } from './_short-verdict.ts'

const FILES = {
  'default.nix': `with import <nixpkgs> { };
runCommand "made" { } ''
  echo "a log"
  echo "more of it"
  echo hi >$out
''
`,
  'shell.nix': 'with import <nixpkgs> { }; mkShell { made = runCommand "quiet" { } "echo >$out"; }',
}
const block = (lines: string): string => `\n\`\`\`console\n${lines}\n\`\`\`\n`
const path = (name: string): string => `/nix/store/zmq1x0slnrkxnnjxgq4ayqvbxw0qdr6l-${name}`

test('openReader() takes the log of a build from before its path, and of nothing else', async () => {
  const texts = [
    block(`$ nix-build\n${path('made')}`),
    block(`$ nix-build --check\n${path('made')}`),
    block(`$ nix-build; cat result\n${path('made')}\nhi`),
    block(`$ nix-shell --run 'echo one; echo two'\none\ntwo`),
  ]
  expect((await read(texts.join('\nThen:\n'), FILES)).map(short)).toEqual([true, true, true, true])
})

test.each([
  ['nix-build', path('other'), [`-${path('other')}`, `+/nix/store/*-made`]],
  ['nix-build; cat result', 'hi', ['+/nix/store/*-made', ' hi']],
  [`nix-shell --run 'echo one; echo two'`, 'two', ['+one', ' two']],
  ['nix-instantiate --eval -E "1 + 1"', '3', ['-3', '+2']],
])('openReader() sees what "%s" prints besides', async (run, shown, diff) => {
  const [verdict] = await read(block(`$ ${run}\n${shown}`), FILES)
  const told = notHeld(verdict).findings?.[0]?.diff?.split('\n')
  expect(told?.map((row) => row.replace(/^\+\/nix\/store\/\w{32}/, '+/nix/store/*'))).toEqual(diff)
})
