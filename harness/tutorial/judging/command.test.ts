import { expect, test } from 'vitest'
import type { Check } from '../planning/plan.ts'
import { judgeCommand, type CommandCame } from './command.ts'

const TEXT = '```console\n$ app --version\napp 1.0\n```\n'
const TUTORIAL = { file: 'a.md', text: TEXT }
const at = { line: 2, column: 3, offset: 13 }
const output = { text: 'app 1.0', at: { line: 3, column: 1, offset: 27 } }

function judge(
  printed: string,
  exitCode: number | null,
  wish: Check['expect'] = 'ok',
  { last = true, shown = true } = {},
) {
  const step = { do: 'command', shell: 'main', run: 'app --version', at } as const
  const came: CommandCame = { step: shown ? { ...step, output } : step, printed, exitCode }
  return judgeCommand(TUTORIAL, { expect: wish }, came, last)
}

test.each([
  ['prints what the text shows', 'app 1.0\n', 0, 'ok', true],
  ['fails as it is to, with what the text shows', 'app 1.0\n', 3, 'fail', true],
  ['fails with the code and the words', 'it says no', 3, { fail: { code: 3, text: 'no' } }, false],
  ['prints what a directive is about', 'x', 0, { output: { contains: 'x' } }, true],
] as const)('judgeCommand() holds with a command that %s', (_, printed, code, wish, shown) => {
  expect(judge(printed, code, wish, { shown })).toEqual([])
})

test.each([
  ['ends with another exit code', 'oh no', 1, 'ok', 'SHELL_COMMAND_FAILED', 'Exit code 0'],
  ['was ended', 'oh no', null, 'ok', 'SHELL_COMMAND_FAILED', 'Exit code 0'],
  [
    'was ended and is to fail',
    'oh no',
    null,
    'fail',
    'SHELL_COMMAND_FAILED',
    'An exit code that is not 0',
  ],
  ['succeeds and is to fail', 'app 1.0', 0, 'fail', 'NOT_FAILED', 'An exit code that is not 0'],
  ['fails with another code', '', 2, { fail: { code: 3 } }, 'SHELL_COMMAND_FAILED', 'Exit code 3'],
  [
    'fails with other words',
    'yes',
    3,
    { fail: { text: ['y', 'no'] } },
    'DRIFT_OUTPUT',
    'Output that contains "no"',
  ],
  ['prints something else', 'app 2.0', 0, 'ok', 'DRIFT_OUTPUT', '"app 1.0"'],
] as const)('judgeCommand() finds a command that %s', (_, printed, exit, wish, code, wanted) => {
  const [finding, ...more] = judge(printed, exit, wish)
  expect(finding).toMatchObject({ code, wanted, place: { file: 'a.md' } })
  expect(more).toEqual([])
})

test('judgeCommand() lets only the last command of a check fail', () => {
  expect(judge('oh no', 1, 'fail', { last: false })).toMatchObject([
    { code: 'SHELL_COMMAND_FAILED' },
  ])
  expect(judge('app 1.0', 0, 'fail', { last: false })).toEqual([])
})

test('judgeCommand() has the last words of a failure, without what Nix writes on its way', () => {
  const copying = "copying path '/nix/store/x' from 'https://c'...\n"
  const [finding] = judge(`${'line\n'.repeat(30)}${copying.repeat(20)}error: no\n`, 1)
  expect(finding?.found).toBe(`${'line\n'.repeat(8)}(20 paths copied: 20 lines of Nix)\nerror: no`)
})
