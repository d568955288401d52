import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readDocument } from '../markdown/read-document.ts'
import { badgeSvg, shieldsEndpoint } from './badge.ts'
import { markdownSummary } from './markdown-summary.ts'
import type { CheckResult } from './result.ts'

const golden = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/failures/${name}`, import.meta.url))

const proved: CheckResult = {
  tutorial: 'docs/README.md',
  name: 'Install > line 12',
  line: 12,
  state: 'proved',
  durationMs: 65_000,
}
const failed: CheckResult = {
  ...proved,
  name: 'Run > line 40',
  line: 40,
  state: 'failed',
  durationMs: 500,
  failure: {
    blame: 'tutorial',
    code: 'DRIFT_OUTPUT',
    summary: '"a | b" prints <b>something</b>\nelse than *the* `text` of @octocat says',
    place: { file: 'docs/README.md', line: 42, column: 3 },
  },
}
const skipped: CheckResult = {
  ...proved,
  line: 50,
  state: 'skipped',
  durationMs: 0,
  reason: 'Needs a GPU',
}
const starved: CheckResult = {
  ...failed,
  failure: { blame: 'environment', code: 'OUT_OF_DISK', summary: 'The disk is full' },
}

test('markdownSummary() is for a pull request', async () => {
  const results = [proved, failed, skipped, { ...proved, cell: 'Nix 2.34, sandbox' }]
  await expect(markdownSummary(results)).toMatchFileSnapshot(golden('summary.md'))
})

test('markdownSummary() tells what is skipped in several cells once, and what fails as expected', () => {
  const known = { ...proved, cell: 'nix=2.8', expected: 'It came with 2.20' }
  const results = ['nix=2.8', 'nix=2.34'].map((cell) => ({ ...skipped, cell }))
  const text = markdownSummary([known, ...results])
  expect(text).toContain('| `docs/README.md:12` | nix=2.8 | It came with 2.20 |')
  expect(text).toContain('| `docs/README.md:50` | Needs a GPU | nix=2.8<br>nix=2.34 |')
})

test.each([
  [[proved, skipped], '### ✅ The tutorial works as it is written'],
  [
    [{ ...proved, expected: 'known' }],
    '### ✅ The tutorial works as it is written, but for what is known to fail',
  ],
  [[proved, failed, starved], '### ❌ The tutorial does not work as it is written'],
  [[proved, starved], '### ⚠️ The tutorial could not be proved'],
  [[skipped], '### ⚠️ Nothing was proved'],
  [[], '### ⚠️ Nothing was proved'],
])('markdownSummary() of %j begins with what matters', (results, headline) => {
  expect(markdownSummary(results).split('\n')[0]).toBe(headline)
})

test('markdownSummary() is within what a comment may have, and its tables have all their rows', () => {
  const many = Array.from({ length: 3000 }, (_, line) => ({
    ...failed,
    line,
    name: '|\n'.repeat(400),
  }))
  const summary = markdownSummary(many)
  expect(summary.length).toBeLessThan(65_536)
  expect(summary).toContain('… and 2950 more.')
  expect(readDocument(summary).blocks).toEqual([])
  expect(summary.split('\n').filter((line) => line.startsWith('| `docs')).length).toBe(50)
})

test.each([
  [[proved, proved, skipped], '2 proved', 'brightgreen', false],
  [[proved, failed, starved], '1 of 3 failed', 'red', true],
  [[proved, starved], 'not proved', 'orange', false],
  [[skipped], 'nothing proved', 'lightgrey', false],
])('shieldsEndpoint() of %j', (results, message, color, isError) => {
  expect(shieldsEndpoint(results)).toEqual({
    schemaVersion: 1,
    label: 'nix tutorial',
    message,
    color,
    isError,
  })
})

test('badgeSvg() is a picture that says the same', async () => {
  await expect(badgeSvg([proved])).toMatchFileSnapshot(golden('badge.svg'))
})
