import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Blame, Code } from '../errors.ts'
import type { ExpectedFailure } from './cell.ts'
import { expectedOf, judgeExpected, whyExpected, type JudgedResult } from './judge-expected.ts'

const FORMAT: ExpectedFailure = {
  code: 'NIX_EVALUATION',
  text: 'does not configure a `format`',
  reason: 'issue 7',
  place: { file: 'nixproof.config.yaml', line: 3, column: 5 },
}

function result(line: number, code?: Code, more: object = {}): JudgedResult {
  const blame: Blame = 'tutorial'
  const failure = code && { blame, code, summary: 'It fails', ...more }
  const state = code ? 'failed' : 'proved'
  return {
    tutorial: 'README.md',
    name: 'a',
    line,
    state,
    durationMs: 1,
    ...(failure && { failure }),
  }
}

describe('judgeExpected()', () => {
  test.for(['summary', 'found', 'log'])('proves a failure that is expected by its %s', (key) => {
    const failed = result(5, 'NIX_EVALUATION', { [key]: 'error: x does not configure a `format`.' })
    const { results, missing } = judgeExpected([FORMAT], [result(1), failed, failed])
    expect(missing).toEqual([])
    const held = { ...failed, state: 'proved', expected: 'issue 7' }
    expect(results).toEqual([result(1), held, held])
  })

  test('leaves another failure as it is, and tells which one did not come', () => {
    const others = [
      result(5, 'NIX_EVALUATION', { summary: 'undefined variable' }),
      result(9, 'NIX_SYNTAX', { log: 'does not configure a `format`' }),
    ]
    const { results, missing } = judgeExpected([FORMAT], others)
    expect(results).toEqual(others)
    expect(missing).toEqual([
      {
        blame: 'tutorial',
        code: 'EXPECTED_FAILURE_MISSING',
        summary: 'NIX_EVALUATION is expected here, and did not come',
        place: FORMAT.place,
        wanted: 'NIX_EVALUATION, with "does not configure a `format`": issue 7',
        found: 'NIX_EVALUATION on line 5, NIX_SYNTAX on line 9',
        next: expect.stringContaining('"expect"'),
      },
    ])
  })

  test('tells of one that has stopped to fail', () => {
    const { missing } = judgeExpected([FORMAT], [result(1), result(2)])
    expect(missing).toMatchObject([{ found: '2 of 2 checks held, none failed so' }])
  })

  test('tells of one that nothing was run for', () => {
    const skipped = { ...result(1), state: 'skipped', reason: 'no' } as const
    expect(judgeExpected([FORMAT], [skipped]).missing).toMatchObject([
      { found: 'Not one check was run' },
    ])
  })

  test('says nothing about what could not be run', () => {
    const lost = result(1, 'ENGINE_LOST', { blame: 'environment' })
    const fault: JudgedResult = { ...result(1), state: 'failed' }
    expect(judgeExpected([FORMAT], [lost])).toEqual({ results: [lost], missing: [] })
    expect(judgeExpected([FORMAT], [fault])).toEqual({ results: [fault], missing: [] })
  })

  test('takes one failure of the environment for another where it is expected', () => {
    const expected = [{ code: 'NOT_EMBEDDED', reason: 'no perl' } as const]
    const failed = result(1, 'NOT_EMBEDDED', { blame: 'environment' })
    expect(judgeExpected(expected, [failed])).toMatchObject({
      results: [{ state: 'proved', expected: 'no perl' }],
      missing: [],
    })
  })

  test('wants each of several', () => {
    const other: ExpectedFailure = { code: 'TIMEOUT', reason: 'slow' }
    const { missing } = judgeExpected([other, FORMAT], [result(1, 'TIMEOUT')])
    expect(missing).toMatchObject([{ place: FORMAT.place }])
  })
})

test('whyExpected() gives the first expectation that a failure meets', () => {
  const any: ExpectedFailure = { code: 'NIX_EVALUATION', reason: 'any' }
  const failure = { code: 'NIX_EVALUATION', summary: 'does not configure a `format`' } as const
  expect(whyExpected([FORMAT, any], failure)).toBe(FORMAT)
  expect(whyExpected([FORMAT, any], { ...failure, summary: 'other' })).toBe(any)
  expect(whyExpected([FORMAT], { ...failure, code: 'NIX_SYNTAX' })).toBeUndefined()
})

test('expectedOf() takes those of a tutorial, and those of every one', () => {
  const own = { ...FORMAT, tutorial: resolve('docs/README.md') }
  const others = { ...FORMAT, tutorial: resolve('README.md') }
  expect(expectedOf([own, others, FORMAT], 'docs/README.md')).toEqual([own, FORMAT])
})
