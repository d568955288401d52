import { expect, test } from 'vitest'
import { applyEdits } from '../fixing/edit.ts'
import { readDocument } from '../markdown/read-document.ts'
import { judgeFile, type CompareStep } from './compare.ts'
import type { Finding, Side } from './finding.ts'

function stepIn(text: string, part: boolean): CompareStep {
  const [block] = readDocument(text).blocks
  const { line, column, offset } = block!.lines[0]!
  const at = { line, column, offset }
  return { do: 'compare', path: 'app/main.py', part, text: block!.text, at }
}

interface Judged {
  readonly finding: Finding | undefined
  /** The text and the file after the mend of each side. */
  readonly mended: Partial<Record<Side, string>>
}

function judge(text: string, file: string | undefined, part = false, newest?: Side): Judged {
  const workspace = { file: '/ws/app/main.py', text: file }
  const finding = judgeFile({ file: 'a.md', text }, stepIn(text, part), workspace, newest)
  const mended = Object.fromEntries(
    (finding?.mends ?? []).map(({ writes, edits }) => [
      writes,
      applyEdits(writes === 'text' ? text : file!, edits),
    ]),
  )
  return { finding, mended }
}

const fence = (lines: string): string => `\`\`\`python\n${lines}\n\`\`\`\n`
const FILE = 'import flask\n\napp = flask.Flask()\n\n\ndef index():\n    return "Hello"\n'

test.each([
  ['the same text', fence(FILE.trim()), FILE, false],
  ['no final newline', fence('a\nb'), 'a\nb', false],
  ['CRLF and a byte order mark', fence('a\nb'), '\uFEFFa\r\nb\r\n', false],
  ['CRLF of the text', fence('a\nb').replaceAll('\n', '\r\n'), 'a\nb\n', false],
  ['blanks at the ends of lines', fence('a  \nb'), 'a\nb\t\n', false],
  ['empty lines at both ends', fence('\na\n\n'), 'a\n\n\n', false],
  ['an indentation of the whole', '- x\n\n  ~~~\n    a\n      b\n  ~~~\n', 'a\n  b\n', false],
  ['a part', fence('def index():\n    return "Hello"'), FILE, true],
  ['a part that is further to the left', fence('return "Hello"'), FILE, true],
  ['a part with elisions', fence('import flask\n# ...\ndef index():\n    ...'), FILE, true],
  ['a part with `// ...` and `…`', fence('a {\n  // ...\n  b\n  …\n}'), 'a {\n  x\n  b\n}\n', true],
  ['dots at the end of a word', fence('hash = "sha256-...";'), 'hash = "sha256-abc=";\n', true],
  [
    'a set of arguments that goes on',
    fence('{\n  a,\n  ...\n}:\na'),
    '{\n  a,\n  ...\n}:\na\n',
    true,
  ],
])('judgeFile() holds with %s', (_, text, file, part) => {
  expect(judge(text, file, part).finding).toBeUndefined()
})

test.each([
  ['another line', fence('a\nb\nc'), 'a\nB\nc\n', false],
  ['a line that the file does not have', fence('a\nb\nc'), 'a\nc\n', false],
  ['a line more in the file', fence('a\nc'), 'a\nb\nc\n', false],
  ['a line more at its end', fence('a'), 'a\nb', false],
  ['an indentation inside', fence('a\n  b\nc'), 'a\nb\nc\n', false],
  [
    'arguments behind the dots',
    fence('{ pkgs, ... }:\npkgs'),
    '{ pkgs, lib, ... }:\npkgs\n',
    false,
  ],
  ['a part that is none', fence('def index():\n    return "Bye"'), FILE, true],
  [
    'lines of a part between which something stands',
    fence('import flask\ndef index():'),
    FILE,
    true,
  ],
  ['a list item', '1. x\n\n   ```\n   a\n\n   b\n   ```\n', '\uFEFFa\r\nc\r\n\r\nd\r\n', false],
  ['an indented part', fence('if x:\n    y\n    z'), 'def f():\n\tif x:\n\t    y\n\t    Z\n', true],
])('judgeFile() finds %s, and either edit mends it', (_, text, file, part) => {
  const { finding, mended } = judge(text, file, part)
  expect(finding).toMatchObject({ code: 'DRIFT_FILE', place: { file: 'a.md' } })
  expect(Object.keys(mended)).toEqual(['text', 'file'])
  expect(judge(mended.text!, file, part).finding).toBeUndefined()
  expect(judge(text, mended.file, part).finding).toBeUndefined()
})

test('judgeFile() says where, what was wanted and what came, and how they differ', () => {
  const text = `# Title\n\n> ${fence('def index():\n    return "Bye"').trim().replaceAll('\n', '\n> ')}\n`
  const { finding, mended } = judge(text, FILE, true)
  expect(finding).toEqual({
    code: 'DRIFT_FILE',
    severity: 'tutorial',
    place: { file: 'a.md', line: 5, column: 3 },
    summary: 'The text quotes "app/main.py", which reads otherwise',
    wanted: '"    return "Bye""',
    found: '"    return "Hello""',
    diff: ' def index():\n-    return "Bye"\n+    return "Hello"',
    next: '`nixproof fix` mends the text, and `--prefer` chooses',
    writes: 'text',
    mends: expect.anything(),
  })
  expect(mended.text).toBe(text.replace('Bye', 'Hello'))
  expect(mended.file).toBe(FILE.replace('Hello', 'Bye'))
})

test('judgeFile() mends the side that did not change last, and the text where nobody knows', () => {
  const [text, file] = [fence('a = 1'), 'a = 2\n']
  const first = (newest?: Side) => judge(text, file, false, newest).finding?.writes
  expect([first(), first('file'), first('text')]).toEqual(['text', 'text', 'file'])
  expect(judge(text, file, false, 'text').finding?.next).toContain('The tutorial changed last')
})

test('judgeFile() has no edit that the Markdown would not show, nor one that writes dots into a file', () => {
  expect(Object.keys(judge(fence('a\nb'), 'a\n```\nb\n').mended)).toEqual(['file'])
  expect(Object.keys(judge(fence('a\n"x..."\nc'), 'a\nc\n').mended)).toEqual(['text'])
  expect(judge(fence('nothing\nin common'), FILE, true).mended).toEqual({})
})

test('judgeFile() says that there is no such file', () => {
  expect(judge(fence('a'), undefined).finding).toMatchObject({
    code: 'DRIFT_FILE',
    place: { file: 'a.md', line: 2, column: 1 },
    found: 'No such file, or no text',
  })
})

test.each([false, true])('judgeFile() does not hold with what shows nothing of a file', (part) => {
  for (const text of [fence('...'), fence('# ...\n\n…')]) {
    const { finding } = judge(text, FILE, part)
    expect(finding).toMatchObject({ code: 'DRIFT_FILE', place: { file: 'a.md', line: 2 } })
    expect(finding!.summary).toContain('shows nothing of "app/main.py"')
    expect(finding).not.toHaveProperty('mends')
  }
})
