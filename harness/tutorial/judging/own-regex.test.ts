import process from 'node:process'
import { expect, test } from 'vitest'
import { captureFrom } from './capture.ts'
import { judgeExpectedOutput } from './expected-output.ts'
import { judgeOutput } from './output.ts'

const TUTORIAL = { file: 'a.md', text: '```\nx\n```\n' }
const SLOW = { regex: '^(a+)+$' }
const PRINTED = `${'a'.repeat(60)}!\n`
const SHOWN = { text: 'x', at: { line: 2, column: 1, offset: 4 } }

test.each([
  [
    'judgeExpectedOutput()',
    () => judgeExpectedOutput(TUTORIAL, { expect: { output: SLOW }, line: 1 }, PRINTED),
  ],
  ['captureFrom()', () => captureFrom(TUTORIAL, { capture: { IT: SLOW }, line: 1 }, PRINTED)],
  ['judgeOutput()', () => judgeOutput(TUTORIAL, SHOWN, PRINTED, { nondeterministic: [SLOW] })],
])('%s ends an expression that tries too many ways, and says so', (_, judge) => {
  const begun = performance.now()
  expect(judge).toThrow(/takes longer than 1 s on this output/)
  expect(performance.now() - begun).toBeLessThan(5000)
})

test('judgeOutput() holds an expression against 20,000 lines in time', () => {
  const printed = Array.from({ length: 20_000 }, (_, index) => `line ${index}`).join('\n')
  const begun = process.cpuUsage()
  const nondeterministic = [{ regex: '\\d+' }]
  expect(judgeOutput(TUTORIAL, SHOWN, printed, { nondeterministic })).toBeDefined()
  // Of the processor, which others may use besides.
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000)
})
