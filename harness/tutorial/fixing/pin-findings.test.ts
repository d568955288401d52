import { afterAll, beforeAll, expect, test } from 'vitest'
import { codes, fetchTree, Lessons } from '../../../specs/_pins.ts'
import { fixFindings } from './fix-findings.ts'
import { pinFindings } from './pin-findings.ts'

let lessons: Lessons

beforeAll(async () => {
  lessons = await Lessons.create()
})
afterAll(() => lessons[Symbol.asyncDispose]())

test.each([
  ['hash', ['PIN_EMPTY'], ['PIN_MOVING'], ['PIN_OK', 'PIN_MOVING']],
  ['pin', ['PIN_EMPTY', 'PIN_MOVING'], [], ['PIN_OK']],
] as const)('pinFindings() with %s has the edits that mend', async (mode, mended, left, after) => {
  const call = { file: 'a.nix', mode } as const
  const text = `\uFEFF# a comment\r\n${fetchTree('main', '')}\r\n`
  const findings = pinFindings(await lessons.judge(text, call), mode)
  const fix = fixFindings(findings, { textOf: () => text })
  expect(fix.mended.map(({ code }) => code)).toEqual(mended)
  expect(fix.left.map(({ code }) => code)).toEqual(left)
  const [changed] = fix.files
  expect(codes(await lessons.judge(changed!.after, call))).toEqual(after)
  expect(
    pinFindings(await lessons.judge(changed!.after, call), mode).map(({ code }) => code),
  ).toEqual(left)
})
