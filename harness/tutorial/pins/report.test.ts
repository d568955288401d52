import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { codes, fetchTree, history, Lessons } from '../../../specs/_pins.ts'
import { applyEdits } from '../fixing/edit.ts'
import { blameOf } from './report.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const README = fileURLToPath(new URL('../../../fixtures/pins/README.md', import.meta.url))

let lessons: Lessons
let commits: readonly string[]
let judge: Lessons['judge']
let text: string

beforeAll(async () => {
  lessons = await Lessons.create()
  ;({ commits, judge } = lessons)
  text = await readFile(README, 'utf8')
})
afterAll(() => lessons[Symbol.asyncDispose]())

describe('examine()', () => {
  test('finds the commits that stale pins are of, and the 27 minutes when both held', async () => {
    const report = await judge(text)
    expect(codes(report)).toEqual(['PIN_STALE', 'PIN_MOVING', 'PIN_STALE', 'PIN_MOVING'])
    const runs = report.pins.map(({ judgement: { content } }) =>
      content.state === 'stale'
        ? content.archaeology.runs.map(({ first, last, from, until }) => [
            first.id,
            last.id,
            until! - from,
          ])
        : [],
    )
    expect(runs).toEqual([
      [[commits[0], commits[2], 110 * 60]],
      [[commits[1], commits[1], 27 * 60]],
    ])
    expect(report.windows).toHaveLength(1)
    expect(report.windows[0]?.runs).toMatchObject([
      { first: { id: commits[1] }, last: { id: commits[1] }, commits: 1 },
    ])
    expect(history(report)).toContain(
      `The hash fits commit ${commits[1]!.slice(0, 12)} (2025-01-01 08:52 UTC), for 27 minutes`,
    )
    expect(blameOf([report])).toBe('tutorial')
  })

  test.each([
    [0, ['PIN_OK', 'PIN_MOVING', 'PIN_STALE', 'PIN_MOVING']],
    [1, ['PIN_OK', 'PIN_MOVING', 'PIN_OK', 'PIN_MOVING']],
    [2, ['PIN_OK', 'PIN_MOVING', 'PIN_STALE', 'PIN_MOVING']],
    [3, ['PIN_STALE', 'PIN_MOVING', 'PIN_STALE', 'PIN_MOVING']],
  ])('judges the moment when the branch was at commit %i', async (index, expected) => {
    const report = await judge(text, { rev: commits[index]! })
    expect(codes(report)).toEqual(expected)
    expect(blameOf([report])).toBe(index === 1 ? undefined : 'tutorial')
  })

  test('makes the text work again: the same hashes at their commit, or new ones', async () => {
    for (const mode of ['at-pin', 'pin', 'hash'] as const) {
      const { edits } = await judge(text, { mode })
      const mended = applyEdits(text, edits)
      const expected =
        mode === 'hash' ? ['PIN_OK', 'PIN_MOVING', 'PIN_OK', 'PIN_MOVING'] : ['PIN_OK', 'PIN_OK']
      expect(codes(await judge(mended))).toEqual(expected)
      expect(mended.split(commits[1]!).length - 1).toBe(mode === 'at-pin' ? 2 : 0)
    }
  })

  test('says that no window is common to pins that never held together', async () => {
    const other = text.replace(
      '1hk0ml9gwj1j2nc7ny5wyja35yci1y163imcnvr9i37pib0mk70b',
      '1pc18mpymjqb4ikdrc9ydgyx1wpr56y7zr28cbsgxb0jjzha4vaj',
    )
    const report = await judge(other)
    expect(codes(report)).toEqual(['PIN_OK', 'PIN_MOVING', 'PIN_STALE', 'PIN_MOVING'])
    expect(report.windows[0]?.runs).toEqual([])
  })

  test('tells an empty hash from a fake one, and gives the right one', async () => {
    const file = 'a.nix'
    const report = await judge(
      `[ (${fetchTree('main', '')}) (${fetchTree('main', 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=')}) ]`,
      { file },
    )
    expect(codes(report)).toEqual(['PIN_EMPTY', 'PIN_MOVING', 'PIN_FAKE', 'PIN_MOVING'])
    expect(report.edits).toHaveLength(2)
    expect(report.edits[0]?.text).toBe('sha256-6BG7ybMGlxnEVmJxMMYquePXS77XNXpsMw98FINEwUA=')
  })
})
