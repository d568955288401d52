import { expect, test } from 'vitest'
import type { Check } from '../planning/plan.ts'
import { judgeExpectedOutput, type OutputMatch } from './expected-output.ts'

function judge(
  output: OutputMatch,
  printed: string,
  nondeterministic?: NonNullable<Check['nondeterministic']>,
) {
  const check = { expect: { output }, line: 7, ...(nondeterministic && { nondeterministic }) }
  return judgeExpectedOutput({ file: 'a.md', text: '' }, check, printed)
}

const PATH = '/nix/store/zmq1x0slnrkxnnjxgq4ayqvbxw0qdr6l-hello'
const OTHER = '/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-hello'

test.each([
  ['exact', { exact: 'a\nb\n' }, '\u001b[1ma\u001b[0m\r\nb\n', 'b'],
  ['contains', { contains: ['a', 'b\nc'] }, 'a\nb\nc\n', 'a\nb'],
  ['contains with a store path', { contains: PATH }, `made ${OTHER}\n`, 'made\n'],
  ['regex', { regex: '^b+$' }, 'a\nbbb\nc\n', 'abc'],
  ['like', { like: 'a\n...\nport ...' }, 'a\nb\nport 5\n', 'a\nport\n'],
  ['a string', 'a\n...', 'a\nb\n', 'b\n'],
  ['all of it', { contains: 'a', regex: 'b' }, 'a b', 'a'],
] as const)('judgeExpectedOutput() compares with %s', (_, match, right, wrong) => {
  expect(judge(match, right)).toBeUndefined()
  expect(judge(match, wrong)).toMatchObject({ code: 'DRIFT_OUTPUT', place: { line: 7 } })
})

test('judgeExpectedOutput() takes exact at its word, but for what is said to differ each time', () => {
  expect(judge({ exact: PATH }, OTHER)).toMatchObject({ diff: `-${PATH}\n+${OTHER}` })
  expect(judge({ exact: PATH }, OTHER, ['store-hash'])).toBeUndefined()
  expect(judge({ exact: 'took 1 s' }, 'took 2 s', ['duration'])).toBeUndefined()
  expect(judge({ exact: 'a...' }, 'abc')).toBeDefined()
})

test('judgeExpectedOutput() is bounded in what it says', () => {
  expect(judge({ exact: 'a' }, 'b'.repeat(100_000))!.found!.length).toBeLessThan(2100)
})
