import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { NixproofError } from '../../errors.ts'
import { judgeFile } from '../judging/compare.ts'
import { judgeOutput } from '../judging/output.ts'
import { readDocument } from '../markdown/read-document.ts'
import type { Excerpt } from '../planning/step.ts'
import { failureOfError, failureOfFinding, frameOf, type Failure } from './failure.ts'
import { formatDuration, formatFailure } from './format-failure.ts'

const golden = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/failures/${name}.txt`, import.meta.url))

const LIST = [
  '# Greetings',
  '',
  '1. Build it, and say hello:',
  '',
  '   ```console',
  '   $ nix-build',
  '   $ ./result/bin/hello',
  '   Hello, world!',
  '   ```',
  '',
].join('\n')
const NAME = 'docs/README.md'

function excerpt(text: string, from = 0): Excerpt {
  const lines = readDocument(text).blocks[0]!.lines.slice(from)
  const { line, column, offset } = lines[0]!
  return { text: lines.map((one) => one.text).join('\n'), at: { line, column, offset } }
}

const HASH = 'zmq1x0slnrkxnnjxgq4ayqvbxw0qdr6l'
const BUILD_LOG = [
  'these 2 derivations will be built:',
  `  /nix/store/${HASH}-hello.drv`,
  `  /nix/store/${HASH}-app.drv`,
  ...Array.from(
    { length: 30 },
    (_, index) => `copying path '/nix/store/${HASH}-${index}' from 'https://c'...`,
  ),
  `building '/nix/store/${HASH}-hello.drv'...`,
  `building '/nix/store/${HASH}-app.drv'...`,
  ...Array.from({ length: 50 }, (_, index) => `compiling ${index}.c`),
  `\u001b[31;1merror:\u001b[0m builder for '/nix/store/${HASH}-app.drv' failed with exit code 2;`,
  '       last 2 log lines:',
  '       > compiling 49.c',
  '       > No rule to make target "all"',
].join('\n')

function outputFailure(): Failure {
  const printed = 'Hello, World!\n'
  const finding = judgeOutput({ file: NAME, text: LIST }, excerpt(LIST, 2), printed, {
    run: './result/bin/hello',
  })
  return failureOfFinding(finding!, {
    frame: frameOf({ text: LIST }, { line: 5, lastLine: 9 }),
    log: `${BUILD_LOG.split('\n').slice(0, 38).join('\n')}\n${printed}`,
    steps: [
      { what: 'nix-build', state: 'held', durationMs: 61_234 },
      { what: './result/bin/hello', state: 'failed', durationMs: 34 },
      { what: 'exit', state: 'not run' },
    ],
  })
}

function fileFailure(): Failure {
  const source = Array.from({ length: 60 }, (_, index) => `  line${index} = ${index};`)
  const text = `\`\`\`nix\n{\n${source.join('\n')}\n}\n\`\`\`\n`
  const file = {
    file: 'ws/default.nix',
    text: `{\n${source.toSpliced(40, 1, '  line40 = 41;', '  more = 1;').join('\n')}\n}\n`,
  }
  const step = { do: 'compare', path: 'default.nix', part: false, ...excerpt(text) } as const
  const finding = judgeFile({ file: NAME, text }, step, file, 'file')
  return failureOfFinding(finding!, { frame: frameOf({ text }, { line: 1, lastLine: 64 }) })
}

function buildFailure(): Failure {
  const result = {
    command: ['nix-build'],
    cwd: '/workspace',
    exitCode: 100,
    stdout: '',
    stderr: BUILD_LOG,
    durationMs: 1234,
    timedOut: false,
  }
  const error = new NixproofError('BUILDER_FAILED', 'The build of "app" failed', {
    wanted: 'Exit code 0',
    found: 'Exit code 2: No rule to make target "all"',
    place: { file: NAME, line: 6, column: 6 },
    next: 'Give the source a Makefile,\nor write a buildPhase',
    result,
  })
  return failureOfError(error, {
    frame: frameOf({ text: LIST }, { line: 5, lastLine: 9 }),
    steps: [{ what: 'nix-build', state: 'failed', durationMs: 1234 }],
  })
}

test.each([
  ['output', outputFailure()],
  ['file', fileFailure()],
  ['build', buildFailure()],
  ['bare', failureOfError(new NixproofError('ENGINE_NOT_FOUND', 'There is no engine'))],
])('formatFailure() tells of %s as a person reads it', async (name, failure) => {
  await expect(`${formatFailure(failure)}\n`).toMatchFileSnapshot(golden(name))
})

test('formatFailure() is bounded, whatever comes', () => {
  const long = `${'x'.repeat(5000)}\n`.repeat(5000)
  const text = formatFailure({
    ...outputFailure(),
    frame: { first: 1, lines: long.split('\n') },
    place: { file: NAME, line: 2000, column: 3 },
    wanted: long,
    found: long,
    diff: long.replaceAll('\n', '\n-'),
    log: long,
    steps: Array.from({ length: 500 }, (_, index) => ({
      what: 'x'.repeat(500),
      state: index === 300 ? 'failed' : 'held',
      durationMs: index,
    })),
  })
  expect(text.split('\n').length).toBeLessThan(160)
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(220)
  expect(text).toContain('✗ xxx')
  expect(text).toContain('> 2000 |')
})

test('formatFailure() passes on no colour that came from outside, and those that it is given', () => {
  const failure = { ...outputFailure(), found: '\u001b[31mred\u001b[0m', diff: '-\u001b[2Ja\n+b' }
  expect(formatFailure(failure)).not.toContain('\u001b')
  const painted = formatFailure(failure, (tone, text) => `<${tone}>${text}</${tone}>`)
  expect(painted).toContain('<blame>The tutorial is wrong</blame>: ')
  expect(painted).toContain('<gone>-a</gone>\n')
  expect(painted).toContain('<mark>  > 8 |</mark>')
})

test.each([
  [0.4, '0 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 0 s'],
  [125_400, '2 min 5 s'],
])('formatDuration() of %d ms is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})
