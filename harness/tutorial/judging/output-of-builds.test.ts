import { expect, test } from 'vitest'
import { applyEdits } from '../fixing/edit.ts'
import { readDocument } from '../markdown/read-document.ts'
import { judgeOutput, type OutputRules } from './output.ts'

function judge(shown: string, printed: string, rules: OutputRules) {
  const text = `\`\`\`console\n$ run\n${shown}\n\`\`\`\n`
  const { line, column, offset } = readDocument(text).blocks[0]!.lines[1]!
  const block = { text: shown, at: { line, column, offset } }
  const finding = judgeOutput({ file: 'a.md', text }, block, printed, rules)
  const edits = finding?.mends?.[0]?.edits ?? []
  return { finding, mended: applyEdits(text, edits).split('\n').slice(2, -2).join('\n') }
}

const HASH = 'zmq1x0slnrkxnnjxgq4ayqvbxw0qdr6l'
const OTHER = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
const BUILDING = `building '/nix/store/${HASH}-hello.drv'...`

test('judgeOutput() takes a log before the output of a command that builds, and of no other', () => {
  const printed = `${BUILDING}\ngcc -o hello hello.c\n/nix/store/${HASH}-hello\n`
  const shown = `/nix/store/${OTHER}-hello`
  const holds = (run: string, came = printed) => judge(shown, came, { run }).finding === undefined
  expect(holds('cd app && nix-build -A hello')).toBe(true)
  expect(holds(`nix-build -E 'with import ./. {}; hello' # here`)).toBe(true)
  expect(holds('nix-build; ./result', `${printed}Hello\n`)).toBe(false)
  expect(holds('nix-build', printed.replace(BUILDING, 'hello'))).toBe(false)
  expect(holds('nix-build -A a -A b', printed.replace('gcc', `/nix/store/${HASH}-a\ngcc`))).toBe(
    true,
  )
  expect(holds('nix-build', printed.replace('gcc -o hello hello.c', shown))).toBe(false)
  expect(holds('cat log')).toBe(false)
})

test.each([
  ["nix-shell -p x --run 'echo one; echo two'", 'two', 'one\ntwo\n', 'one\ntwo'],
  [`nix-shell -p x --run 'echo one; echo two'`, 'two', `${BUILDING}\none\ntwo\n`, 'one\ntwo'],
  ['nix-instantiate --eval -E 2; echo end', 'end', '2\nend\n', '2\nend'],
  ['nix-instantiate --eval -E "1 + 1"', '3', '2\n', '2'],
  ['nix eval --expr 1', '2', '1\n', '1'],
  ['nix-store --version', 'x', 'nix-store (Nix) 2.18\n', 'nix-store (Nix) 2.18'],
  ['nix run', 'two', 'one\ntwo\n', 'one\ntwo'],
  ['echo build; echo two', 'two', 'build\ntwo\n', 'build\ntwo'],
  ['nix-build', 'hello-2.11', `${BUILDING}\ngcc\nhello-2.12\n`, 'hello-2.12'],
  ['nix-build; echo end', 'end', `${BUILDING}\nx\n/nix/store/${HASH}-a\nend\n`, undefined],
  ['nix-build > log; ./run', 'two', `${BUILDING}\none\ntwo\n`, undefined],
  [
    'echo one; nix-build',
    `/nix/store/${HASH}-a`,
    `one\n${BUILDING}\n/nix/store/${HASH}-a\n`,
    `one\n/nix/store/${HASH}-a`,
  ],
  [
    'nix-build',
    BUILDING,
    `${BUILDING}\n/nix/store/${HASH}-a\n`,
    `${BUILDING}\n/nix/store/${HASH}-a`,
  ],
])('judgeOutput() sees of %j what "%s" leaves out, and mends it', (run, shown, printed, then) => {
  const { finding, mended } = judge(shown, printed, { run })
  expect(finding).toMatchObject({ code: 'DRIFT_OUTPUT' })
  if (then !== undefined) expect(mended).toBe(then)
  expect(judge(mended, printed, { run }).finding).toBeUndefined()
})

test('judgeOutput() drops the phases of a build, warnings of Nix, and logs that have a name', () => {
  const warning = "warning: Git tree '/root/app' is dirty"
  const judged = (run: string, printed: string, shown = 'Hello') =>
    judge(shown, printed, { run }).finding
  expect(judged("nix-shell --run 'hello'", `${warning}\n${BUILDING}\ninstalling\nHello\n`)).toBe(
    undefined,
  )
  const fixup = `checking for references to /build/ in /nix/store/${HASH}-hello...`
  const built = `${BUILDING}\nbuilding\ngcc -o hello\n${fixup}\n`
  expect(judged("nix-shell --run 'hello'", `${built}Hello\n`)).toBeUndefined()
  expect(judged("nix-shell --run 'hello'", `${built}more\nHello\n`)).toBeDefined()
  expect(judged('nix run -L', `${warning}\nhello> gcc\nHello\n`)).toBeUndefined()
  const lock =
    "warning: creating lock file '/root/app/flake.lock':\n• Added input 'nixpkgs':\n    'path:/x' (2025-01-01)\n"
  expect(judged('nix run', `${lock}Hello\n`)).toBeUndefined()
  expect(judged('nix run', `${lock}more\nHello\n`)).toBeDefined()
  expect(judged('nix run', `hello> gcc\nHello\n`)).toBeDefined()
  expect(judged('sudo nixos-rebuild switch', 'setting up /etc...\nHello\n')).toBeUndefined()
  const installing = "installing 'hello-2.12'"
  expect(
    judged(
      'nix-env -iA nixpkgs.hello',
      `${installing}\n${BUILDING}\ncreated 7 symlinks in user environment\n`,
      installing,
    ),
  ).toBeUndefined()
})
