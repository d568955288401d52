import type { Excerpt, Step as PlanStep } from '../planning/step.ts'
import { linesOf, placeOf, withoutEmptyEnds } from './_excerpt.ts'
import { align, type Step } from './_align.ts'
import type { Finding, Mend, Side, Tutorial } from './finding.ts'
import { hunksOf, type Hunk } from './_hunks.ts'
import { matchLines } from './_match.ts'
import { ANYTHING, filePattern, withLooseBlanks, type LinePattern } from './_pattern.ts'
import { diffRows, firstDifference, lineWords } from './_rows.ts'
import { shiftsOf, toFile, toText, type Shift } from './_shift.ts'
import { replaceLines, slotsOf } from './_slots.ts'
import { editExcerpt } from './_text-edit.ts'

export type CompareStep = Extract<PlanStep, { do: 'compare' }>

/** A file of the workspace as the reader gets it. */
export interface WorkspaceFile {
  /** Where it is on this machine, as findings and edits name it. */
  readonly file: string
  /** `undefined` when there is none, or it is no text. */
  readonly text: string | undefined
}

/**
 * Holds a block that shows a file against that file: the whole of it, or as a quote in which lines
 * such as `# ...` stand for what is left out.
 *
 * Not compared are line endings, the byte order mark, blanks at the ends of lines, empty lines at both
 * ends, and by how much the block is indented as a whole.
 *
 * @param newest Which side changed last (`judgeCompared()` asks git): the other one is mended
 *   unless told otherwise. Default: the text is, as what is run are the files.
 * @returns `undefined` when it holds; else `DRIFT_FILE` at the first line that differs.
 */
export function judgeFile(
  tutorial: Tutorial,
  { path, part, text, at }: CompareStep,
  workspace: WorkspaceFile,
  newest?: Side,
): Finding | undefined {
  const shown = withoutEmptyEnds({ text, at })
  if (workspace.text === undefined) return missing(tutorial, shown.at, path)
  if (showsNothing(shown.text)) return nothing(tutorial, shown.at, path)
  const { lines, first } = fileLines(workspace.text)
  const texts = linesOf(shown)
  const shifts = shiftsOf(texts, lines)
  if (shifts.some((shift) => matchLines(patternOf(texts, shift, part), lines))) return undefined
  const shift = shifts[0]!
  const pattern = patternOf(texts, shift, part)
  const steps = align(pattern, lines)
  const difference = firstDifference(pattern, lines, steps)
  const mends = steps
    ? mendsOf(tutorial, shown, { workspace, first, lines, steps, shift, part })
    : []
  const writes = newest === 'text' ? 'file' : 'text'
  const mendable = mends.some((mend) => mend.writes === writes)
  return {
    code: 'DRIFT_FILE',
    severity: 'tutorial',
    place: placeOf(tutorial, shown, difference.pattern - (part ? 1 : 0)),
    summary: part
      ? `The text quotes "${path}", which reads otherwise`
      : `The text shows "${path}", which reads otherwise`,
    wanted: lineWords(difference.wanted),
    found: lineWords(difference.found),
    diff: diffRows(pattern, lines, steps),
    next: nextFor(newest, mendable),
    writes,
    ...(mends.length > 0 && { mends }),
  }
}

function missing({ file }: Tutorial, { line, column }: CompareStep['at'], path: string): Finding {
  return {
    code: 'DRIFT_FILE',
    severity: 'tutorial',
    place: { file, line, column },
    summary: `The text shows "${path}", which the workspace does not have`,
    wanted: 'A text file in the workspace',
    found: 'No such file, or no text',
    next: 'Correct the name, or add the file',
  }
}

/** That the rest is left out proves nothing of a file. */
function showsNothing(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 0 && lines.every((line) => filePattern(line).any)
}

function nothing({ file }: Tutorial, { line, column }: CompareStep['at'], path: string): Finding {
  return {
    code: 'DRIFT_FILE',
    severity: 'tutorial',
    place: { file, line, column },
    summary: `The text shows nothing of "${path}": all of it is left out`,
    wanted: 'A line of the file',
    found: 'Only what stands for any lines',
    next: 'Show a line of it, or leave the block out: <!-- nixproof skip: it shows nothing -->',
  }
}

function nextFor(newest: Side | undefined, mendable: boolean): string {
  const last =
    newest === undefined ? '' : `The ${newest === 'text' ? 'tutorial' : 'file'} changed last. `
  const mend = mendable
    ? `\`nixproof fix\` mends the ${newest === 'text' ? 'file' : 'text'}, and \`--prefer\` chooses`
    : 'Make them the same'
  return `${last}${mend}`
}

/** Without empty lines at both ends; `first` is the line of the file that the first one is. */
function fileLines(text: string): { lines: string[]; first: number } {
  const all = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd())
  const first = Math.max(
    0,
    all.findIndex((line) => line !== ''),
  )
  return { lines: all.slice(first, all.findLastIndex((line) => line !== '') + 1), first }
}

/** A quote is found anywhere in its file. */
function patternOf(texts: readonly string[], shift: Shift, part: boolean): readonly LinePattern[] {
  const pattern = texts.map((text) => {
    const line = text.trimEnd()
    const moved = toFile(shift, line)
    const one = filePattern(moved ?? line)
    return { ...one, text, matches: (other: string) => moved !== undefined && one.matches(other) }
  })
  return withLooseBlanks(part ? [ANYTHING, ...pattern, ANYTHING] : pattern)
}

interface Laid {
  readonly workspace: WorkspaceFile
  readonly first: number
  readonly lines: readonly string[]
  readonly steps: readonly Step[]
  readonly shift: Shift
  readonly part: boolean
}

/** None where the two have too little in common. */
function mendsOf(tutorial: Tutorial, shown: Excerpt, laid: Laid): Mend[] {
  const { steps, lines, shift, part } = laid
  const texts = linesOf(shown)
  const skipped = part ? 1 : 0
  const hunks = hunksOf(steps).map(({ pattern, lines: of }): Hunk => ({
    pattern: { from: Math.max(0, pattern.from - skipped), to: Math.max(0, pattern.to - skipped) },
    lines: of,
  }))
  const gone = hunks.reduce((sum, { pattern: { from, to } }) => sum + to - from, 0)
  if (part && gone * 2 > texts.length) return []
  const stays = texts.filter((_, at) =>
    hunks.every(({ pattern }) => at < pattern.from || at >= pattern.to),
  )
  const written = hunks.flatMap(({ lines: { from, to } }) => lines.slice(from, to))
  // A text of nothing but elisions shows no file.
  const shows = !showsNothing([...stays, ...written].join('\n'))
  const inText =
    shows &&
    editExcerpt(tutorial, shown, hunks, ({ lines: { from, to } }) =>
      every(lines.slice(from, to).map((line) => toText(shift, line))),
    )
  const inFile = editFile(texts, hunks, laid)
  return [
    ...(inText ? [{ writes: 'text' as const, edits: inText }] : []),
    ...(inFile ? [{ writes: 'file' as const, edits: inFile }] : []),
  ]
}

function editFile(
  texts: readonly string[],
  hunks: readonly Hunk[],
  { workspace: { file, text = '' }, first, lines, shift }: Laid,
): Mend['edits'] | undefined {
  if (lines.length === 0) {
    const all = every(texts.map((line) => toFile(shift, line.trimEnd())))
    return all && [{ file, from: 0, to: text.length, text: `${all.join('\n')}\n` }]
  }
  const originals = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .slice(first, first + lines.length)
  const slots = slotsOf(file, text, first + 1, originals)
  const edits = hunks.map(({ pattern: { from, to }, lines: of }) => {
    const written = every(texts.slice(from, to).map((line) => toFile(shift, line.trimEnd())))
    const elided = written?.some((line) => filePattern(line).wild)
    return slots && written && !elided ? replaceLines(slots, of, written) : undefined
  })
  return every(edits)?.flat()
}

/** All of them, or nothing where one is missing. */
function every<T>(items: readonly (T | undefined)[]): T[] | undefined {
  return items.every((item) => item !== undefined) ? (items as T[]) : undefined
}
