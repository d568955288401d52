import { expect, test } from 'vitest'
import type { MatrixCell } from '../matrix/cell.ts'
import type { CheckResult } from '../tutorial/reporting/result.ts'
import { endingOf, formatGrid, type CellEnding } from './_matrix-grid.ts'

const cell = (nix: string, sandbox: boolean): MatrixCell => ({
  name: `nix=${nix},sandbox=${sandbox}`,
  image: 'embedded',
  nix,
  nixpkgs: '24.11',
  sandbox,
  variant: 'local',
  expected: [],
})
const CELLS = [cell('2.8', false), cell('2.8', true), cell('2.34', false)]

const endings = (...all: CellEnding[]): Map<string, CellEnding> =>
  new Map(all.map((ending, index) => [CELLS[index]!.name, ending]))

test('formatGrid() has a column for each cell, headed by what differs, and says what symbols mean', () => {
  const tutorials = new Map([
    ['README.md', endings('held', 'expected', 'failed')],
    ['docs/long-name.md', endings('unproved', 'empty')],
  ])
  expect(formatGrid(CELLS, tutorials, (_, text) => text)).toBe(
    [
      'nix                2.8  2.8  2.34',
      'sandbox            off  on   off',
      'README.md          ✔    ≈    ✖',
      'docs/long-name.md  !    –    –',
      '✔ held   ≈ failed as expected   ✖ did not hold   ! could not be proved   – nothing run',
    ].join('\n'),
  )
})

test('formatGrid() of one cell says which Nix it has, and paints symbols alone', () => {
  const tutorials = new Map([['a.md', endings('held')]])
  const grid = formatGrid(CELLS.slice(0, 1), tutorials, (ending, text) => `<${ending}>${text}`)
  expect(grid).toBe('nix   2.8\na.md  <held>✔\n✔ held')
})

const proved: CheckResult = { tutorial: 'a.md', name: 'A', line: 1, state: 'proved', durationMs: 1 }
const skipped: CheckResult = { ...proved, state: 'skipped' }
const failed: CheckResult = {
  ...proved,
  state: 'failed',
  failure: { blame: 'tutorial', code: 'TIMEOUT', summary: 'It took too long' },
}
const lost: CheckResult = {
  ...proved,
  state: 'failed',
  failure: { blame: 'environment', code: 'ENGINE_LOST', summary: 'The engine went away' },
}

test.each([
  { ending: 'held', results: [proved, skipped] },
  { ending: 'expected', results: [proved, { ...proved, expected: 'known' }] },
  { ending: 'failed', results: [lost, failed, proved] },
  { ending: 'unproved', results: [lost, { ...proved, expected: 'known' }] },
  { ending: 'empty', results: [skipped] },
  { ending: 'empty', results: [] },
])('endingOf() is $ending for what is gravest: $results', ({ ending, results }) => {
  expect(endingOf(results)).toBe(ending)
})
