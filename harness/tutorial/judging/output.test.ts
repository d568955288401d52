import process from 'node:process'
import { expect, test } from 'vitest'
import { applyEdits } from '../fixing/edit.ts'
import { readDocument } from '../markdown/read-document.ts'
import type { Excerpt } from '../planning/step.ts'
import { judgeOutput, type OutputRules } from './output.ts'

/** The first block of a text, from one of its lines on. */
function shownIn(text: string, from = 0): Excerpt {
  const lines = readDocument(text).blocks[0]!.lines.slice(from)
  const { line, column, offset } = lines[0]!
  return { text: lines.map((one) => one.text).join('\n'), at: { line, column, offset } }
}

function judge(shown: string, printed: string, rules: OutputRules = {}) {
  const text = `# Title\n\n\`\`\`console\n$ run\n${shown}\n\`\`\`\n`
  const finding = judgeOutput({ file: 'a.md', text }, shownIn(text, 1), printed, rules)
  const edits = finding?.mends?.[0]?.edits ?? []
  return { finding, mended: applyEdits(text, edits).split('\n').slice(4, -2).join('\n') }
}

const HASH = 'zmq1x0slnrkxnnjxgq4ayqvbxw0qdr6l'
const OTHER = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'

test.each([
  ['the same text', 'Hello', 'Hello\n'],
  [
    'CRLF, colours and blanks at the end',
    'Hello\nworld',
    '\u001b[1;32mHello\u001b[0m  \r\nworld\t\r\n',
  ],
  ['empty lines around it', 'Hello', '\n\nHello\n\n'],
  ['what a progress bar wrote over', '100 %', '10 %\r50 %\r100 %\n'],
  ['a title of the terminal', 'Hello', '\u001b]0;title\u0007Hello\n'],
  ['dots for any lines', 'first\n...\nlast', 'first\na\nb\nc\nlast\n'],
  ['dots for no line', 'first\n...\nlast', 'first\nlast\n'],
  ['an ellipsis for any lines', 'first\n…', 'first\na\nb\n'],
  ['a remark in brackets', 'first\n... (and so on)\nlast', 'first\na\nlast\n'],
  ['dots in brackets', '[...]\nlast', 'a\nb\nlast\n'],
  ['dots behind a comment mark', 'first\n# ... more of it\nlast', 'first\na\nlast\n'],
  ['dots inside a line', 'took ... seconds', 'took 1.25 seconds\n'],
  ['dots that are printed', 'Loading...', 'Loading...\n'],
  ['dots for lines twice, the same line between', '...\nx\n...\nx\nend', 'a\nx\nx\nb\nx\nend\n'],
  ['another store hash', `/nix/store/${HASH}-hello-2.12`, `/nix/store/${OTHER}-hello-2.12\n`],
  ['a shortened store hash', '/nix/store/zmq1...-hello-2.12', `/nix/store/${OTHER}-hello-2.12\n`],
  ['another number of names', 'Added 20000 variables.', 'Added 23829 variables.\n'],
  ['a named store hash', '/nix/store/<hash>-hello/bin', `/nix/store/${OTHER}-hello/bin\n`],
])('judgeOutput() holds with %s', (_, shown, printed) => {
  expect(judge(shown, printed).finding).toBeUndefined()
})

test.each([
  ['another word', 'Hello world', 'Hello World\n', 5],
  ['a line that is missing', 'a\nb\nc', 'a\nc\n', 6],
  ['a line more', 'a\nc', 'a\nb\nc\n', 6],
  ['a line more at the end', 'a', 'a\nb\n', 5],
  ['nothing', 'a', '', 5],
  ['another number of own names', 'Added 2 variables.', 'Added 3 variables.\n', 5],
  ['blanks at the start of a line', '  a', 'a\n', 5],
  ['another name in the store', `/nix/store/${HASH}-hello`, `/nix/store/${HASH}-goodbye\n`, 5],
  ['what dots do not reach', 'first\n...\nlast', 'first\na\nlast but one\n', 7],
])('judgeOutput() finds %s, and the edit mends it', (_, shown, printed, line) => {
  const { finding, mended } = judge(shown, printed)
  expect(finding).toMatchObject({ code: 'DRIFT_OUTPUT', place: { file: 'a.md', line } })
  if (printed !== '') expect(judge(mended, printed).finding).toBeUndefined()
})

test('judgeOutput() says what was wanted, what came, and changes the line that differs alone', () => {
  const { finding, mended } = judge(
    'Starting\n...\nport 5000\ndone',
    'Starting\nx\nport 5001\ndone\n',
  )
  expect(finding).toMatchObject({
    place: { line: 7, column: 1 },
    wanted: '"port 5000"',
    found: '"port 5001"',
    diff: ' Starting\n ...\n-port 5000\n+port 5001\n done',
  })
  expect(mended).toBe('Starting\n...\nport 5001\ndone')
})

const NOISE = [
  'these 2 derivations will be built:',
  `  /nix/store/${HASH}-a.drv`,
  `  /nix/store/${HASH}-b.drv`,
  'these 1 paths will be fetched (0.1 MiB download, 0.5 MiB unpacked):',
  `  /nix/store/${HASH}-c`,
  `copying path '/nix/store/${HASH}-c' from 'https://cache.nixos.org'...`,
  `building '/nix/store/${HASH}-a.drv'...`,
  'unpacking sources',
  'installing',
]

const METER = [
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n',
  '                                 Dload  Upload   Total   Spent    Left  Speed\n',
  '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0',
  '\r100    17  100    17    0     0    282      0 --:--:-- --:--:-- --:--:--   283',
]

test.each([
  ['before the answer', [...METER, '\nHello']],
  [
    'around an answer without a line ending',
    [METER[0], METER[1], METER[2], 'Hello', METER[3], '\n'],
  ],
  ['around an answer with one', [METER[0], METER[1], METER[2], 'Hello\n', METER[3], '\n']],
  ['between other lines', ['first\n', ...METER, '\nHello\n', ...METER, '\nlast\n']],
])('judgeOutput() leaves out the progress of curl %s', (_, pieces) => {
  const shown = pieces.includes('first\n') ? 'first\nHello\nlast' : 'Hello'
  expect(judge(shown, pieces.join('')).finding).toBeUndefined()
})

test('judgeOutput() has no edit with what was left out of a long output', () => {
  const printed = 'a\n\n… 12345 characters left out …\nb\n'
  expect(judge('x', printed).finding).not.toHaveProperty('mends')
})

test('judgeOutput() leaves out what Nix writes on its way, on both sides', () => {
  const printed = `${[...NOISE, `/nix/store/${HASH}-b`].join('\n')}\n`
  const shown = `/nix/store/${OTHER}-b`
  expect(judge(shown, printed).finding).toBeUndefined()
  expect(judge([NOISE[6], shown].join('\n'), `${shown}\n`).finding).toBeUndefined()
  expect(judge([...NOISE, shown].join('\n'), printed).finding).toBeUndefined()
})

test.each([
  ['date', 'Started 2025-01-01 08:52:23', 'Started 2026-11-23T13:00:03Z'],
  ['date', 'Date: Wed, 01 Jan 2025 08:52:23 GMT', 'Date: Mon, 23 Nov 2026 13:00:03 GMT'],
  ['date', '[01/Jan/2025 08:52:23] GET', '[23/Nov/2026 13:00:03] GET'],
  ['duration', 'took 1.5s', 'took 300 ms'],
  ['number', 'pid 12 on port 5000', 'pid 99 on port 41234'],
  ['path', 'in /home/ada/app', 'in /root/app'],
  ['hash', 'commit 053d41f', 'commit 9aa33c8'],
  [
    'hash',
    'sha256-y6JHx9hFabcdefghijklmnopqrstuvwxyz01234567=',
    'sha256-dJd9wiabcdefghijklmnopqrstuvwxyz0123456789==',
  ],
  [{ regex: 'v[0-9.]+' }, 'version v1.2', 'version v3'],
] as const)('judgeOutput() does not compare a %j', (kind, shown, printed) => {
  expect(judge(shown, printed).finding).toBeDefined()
  expect(judge(shown, printed, { nondeterministic: [kind] }).finding).toBeUndefined()
  expect(judge(shown, `${printed} else`, { nondeterministic: [kind] }).finding).toBeDefined()
  expect(judge(shown, 'anything', { nondeterministic: true }).finding).toBeUndefined()
})

test('judgeOutput() refuses a pattern that is no regular expression', () => {
  expect(() => judge('a', 'b', { nondeterministic: [{ regex: '(' }] })).toThrow('DIRECTIVE_INVALID')
})

test.each([
  [
    'a list and CRLF',
    '- a\r\n\r\n  ```\r\n  one\r\n\r\n  three\r\n  ```\r\n',
    'one\ntwo\n\nfour\n',
  ],
  ['a quote', '> ```\n> one\n>\n> three\n> ```\n', 'zero\none\n\n\nthree\n'],
  ['a quote in a list, tabs', '1.\t> ~~~\n\t> one\n\t> ~~~\n', 'two\n\nthree\n'],
  ['indented code', 'text\n\n    one\n    two\n\nmore\n', 'one\n\n  two\n'],
  ['indented code in a list item', '-     one\n      two\n', 'three\ntwo\n'],
  ['no fence at the end', '\uFEFF```\none', 'two\nthree'],
])('judgeOutput() mends a block in %s', (_, text, printed) => {
  const tutorial = { file: 'a.md', text }
  const finding = judgeOutput(tutorial, shownIn(text), printed)
  const mended = applyEdits(text, finding!.mends![0]!.edits)
  expect(judgeOutput({ file: 'a.md', text: mended }, shownIn(mended), printed)).toBeUndefined()
  expect(mended.replaceAll('\r\n', '')).not.toMatch(text.includes('\r\n') ? /[\r\n]/ : /\r/)
})

test('judgeOutput() has no edit for what would end the block, or is too long to be shown', () => {
  expect(judge('one', 'a\n```\nb\n').finding?.mends).toBeUndefined()
  expect(judge('one', 'line\n'.repeat(5000)).finding?.mends).toBeUndefined()
})

test('judgeOutput() is done with 20,000 lines in time, and what it says is bounded', () => {
  const printed = Array.from({ length: 20_000 }, (_, index) => `line ${index}`).join('\n')
  const begun = process.cpuUsage()
  const { finding } = judge(`${printed.slice(0, -3)}\nx`, printed)
  expect(finding!.diff!.length).toBeLessThan(30_000)
  // Of the processor, which others may use besides.
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000)
})
