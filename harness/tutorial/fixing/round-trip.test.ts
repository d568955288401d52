import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeFile } from '../judging/compare.ts'
import type { Finding, Side } from '../judging/finding.ts'
import { judgeOutput } from '../judging/output.ts'
import type { Block } from '../markdown/document.ts'
import { readDocument } from '../markdown/read-document.ts'
import type { Excerpt } from '../planning/step.ts'
import { fixFindings } from './fix-findings.ts'

/** Code, in which also what Markdown or this program could take for something else. */
const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a = 1;', '  b', '    return "x"', '', '\tif y:', '}') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('...', '# ...', 'x "sha256-..."', '…', '# Title', '- item', '> q'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '```',
      '~~~~',
      '-->',
      '1. one',
      '---',
      '   ```',
      '\u00a0',
      '👩‍👩‍👧 שלום',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/[\r\n]/g, '')),
  },
)
const code = fc.array(line, { minLength: 1, maxLength: 8 })

/** What a block has before its lines, and before its fence. */
const containers = [
  { fence: '', lines: '' },
  { fence: '  ', lines: '  ' },
  { fence: '- ', lines: '  ' },
  { fence: '10. ', lines: '    ' },
  { fence: '> ', lines: '> ' },
  { fence: '> - ', lines: '>   ' },
  { fence: '1. > ', lines: '   > ' },
  { fence: '-\t', lines: '\t' },
] as const

interface Shown {
  readonly markdown: readonly string[]
  readonly now: readonly string[]
}

const block: fc.Arbitrary<Shown> = fc
  .record({
    container: fc.constantFrom(...containers),
    mark: fc.constantFrom('```', '~~~', '`````'),
    lines: code,
    edits: fc.array(
      fc.record({ at: fc.nat(8), gone: fc.nat(2), lines: fc.array(line, { maxLength: 2 }) }),
      { maxLength: 3 },
    ),
  })
  .map(({ container, mark, lines, edits }) => {
    const now = edits.reduce((all, edit) => all.toSpliced(edit.at, edit.gone, ...edit.lines), lines)
    const before = (text: string): string =>
      text === '' ? container.lines.trimEnd() : container.lines + text
    return {
      markdown: [`${container.fence}${mark}text`, ...lines.map(before), container.lines + mark],
      now,
    }
  })

const prose = fc.constantFrom(
  'Some text.',
  '## More',
  '* a list',
  '<!-- a comment -->',
  '| a | b |',
)
const document = fc
  .record({
    pieces: fc.array(fc.tuple(prose, block), { minLength: 1, maxLength: 3 }),
    ending: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\uFEFF'),
    end: fc.boolean(),
    fileEnding: fc.constantFrom('\n', '\r\n'),
    fileEnd: fc.boolean(),
  })
  .map(({ pieces, ending, mark, end, fileEnding, fileEnd }) => ({
    text:
      mark +
      pieces.flatMap(([words, { markdown }]) => [words, '', ...markdown, '']).join(ending) +
      (end ? ending : ''),
    ending,
    files: pieces.map(([, { now }]) => now.join(fileEnding) + (fileEnd ? fileEnding : '')),
  }))

function excerptOf({ lines, text }: Block): Excerpt | undefined {
  const [first] = lines
  return first && { text, at: { line: first.line, column: first.column, offset: first.offset } }
}

type Judge = (text: string, files: readonly string[]) => Finding[]

const judgeFiles =
  (part: boolean): Judge =>
  (text, files) =>
    readDocument(text).blocks.flatMap((one, index) => {
      const excerpt = excerptOf(one)
      if (!excerpt || files[index] === undefined) return []
      const step = { do: 'compare', path: 'x', part, ...excerpt } as const
      return judgeFile({ file: 'a.md', text }, step, { file: `${index}`, text: files[index] }) ?? []
    })

const judgeOutputs: Judge = (text, files) =>
  readDocument(text).blocks.flatMap((one, index) => {
    const excerpt = excerptOf(one)
    if (!excerpt || files[index] === undefined) return []
    return judgeOutput({ file: 'a.md', text }, excerpt, files[index]) ?? []
  })

test.each([
  ['text', 'a file', judgeFiles(false)],
  ['text', 'a part of a file', judgeFiles(true)],
  ['file', 'a file', judgeFiles(false)],
  ['file', 'a part of a file', judgeFiles(true)],
  ['text', 'an output', judgeOutputs],
] as [Side, string, Judge][])(
  'fixFindings() writes the %s that shows %s, and changes nothing else',
  (prefer, _, judge) => {
    let [mended, left] = [0, 0]
    fc.assert(
      fc.property(document, ({ text, ending, files }) => {
        const findings = judge(text, files)
        const textOf = (file: string) => (file === 'a.md' ? text : files[Number(file)])
        const fix = fixFindings(findings, { textOf, prefer })
        mended += fix.mended.length
        left += fix.left.length
        const after = new Map(fix.files.map((file) => [file.file, file.after]))
        const newText = after.get('a.md') ?? text
        const newFiles = files.map((file, index) => after.get(`${index}`) ?? file)
        if (prefer === 'file') expect(newText).toBe(text)
        else expect(newFiles).toEqual(files)
        expect(judge(newText, newFiles).length).toBe(fix.left.length)
        expect(outside(newText)).toEqual(outside(text))
        if (ending === '\r\n') expect(newText.replaceAll('\r\n', '')).toBe(withoutEndings(newText))
        const untouched = fix.left.length === findings.length
        if (untouched) expect([newText, ...newFiles]).toEqual([text, ...files])
      }),
      { numRuns: 2000 },
    )
    expect(mended).toBeGreaterThan(1000)
    expect(left).toBeLessThan(mended)
  },
)

/** The lines of a text that are no code, with their endings. */
function outside(text: string): string[] {
  const inside = new Set(
    readDocument(text).blocks.flatMap(({ lines }) => lines.map((one) => one.line)),
  )
  return text.split(/(?<=\n)/).filter((_, index) => !inside.has(index + 1))
}

function withoutEndings(text: string): string {
  return text.replaceAll(/\r?\n/g, '')
}
