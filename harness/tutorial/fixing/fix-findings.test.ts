import { expect, test } from 'vitest'
import type { Finding, Mend, Side } from '../judging/finding.ts'
import type { Edit } from './edit.ts'
import { fixFindings } from './fix-findings.ts'

const TEXT = 'one two three\n'
const textOf = (file: string): string | undefined => (file.endsWith('gone') ? undefined : TEXT)

function finding(edits: readonly Edit[], more: Partial<Finding> = {}): Finding {
  const mends: Mend[] = edits.length > 0 ? [{ writes: 'text', edits }] : []
  return {
    code: 'PIN_STALE',
    severity: 'tutorial',
    place: { file: 'a.md' },
    summary: '',
    mends,
    ...more,
  }
}

const edit = (from: number, to: number, text: string, file = 'a.md'): Edit => ({
  file,
  from,
  to,
  text,
})

test('fixFindings() puts edits together, in any order, and the same one once', () => {
  const [last, first, again] = [edit(8, 13, '3'), edit(0, 3, '1'), edit(8, 13, '3', './a.md')]
  const { files, mended, left } = fixFindings(
    [finding([last]), finding([first]), finding([again])],
    { textOf },
  )
  expect(files).toEqual([{ file: 'a.md', before: TEXT, after: '1 two 3\n' }])
  expect([mended.length, left]).toEqual([3, []])
})

test('fixFindings() leaves what changes the same place otherwise, what has no edit, and no text', () => {
  const findings = [
    finding([edit(0, 7, '1')]),
    finding([edit(8, 13, '3'), edit(4, 13, '2')]),
    finding([edit(0, 7, 'one')]),
    finding([]),
    finding([edit(0, 1, 'x', 'gone')]),
    finding([edit(13, 13, '!')]),
    finding([edit(13, 13, '?')]),
  ]
  const { files, mended, left } = fixFindings(findings, { textOf })
  expect(files.map(({ after }) => after)).toEqual(['1 three!\n'])
  expect(mended).toEqual([findings[0], findings[5]])
  expect(left).toEqual([findings[1], findings[2], findings[3], findings[4], findings[6]])
})

test('fixFindings() writes the side that is to be written, and no other when it cannot', () => {
  const inText: Mend = { writes: 'text', edits: [edit(0, 3, 'text')] }
  const inFile: Mend = { writes: 'file', edits: [edit(0, 3, 'file')] }
  const afterFix = (mends: readonly Mend[], writes: Side | undefined, prefer?: Side) => {
    const one = finding([], { mends, ...(writes && { writes }) })
    return fixFindings([one], { textOf, ...(prefer && { prefer }) }).files[0]?.after.slice(0, 4)
  }
  expect(afterFix([inText, inFile], 'text')).toBe('text')
  expect(afterFix([inText, inFile], 'file')).toBe('file')
  expect(afterFix([inText, inFile], 'file', 'text')).toBe('text')
  expect(afterFix([inText], 'file')).toBeUndefined()
  // What could only be written on one side has no preference.
  expect(afterFix([inText], undefined, 'file')).toBe('text')
})
