import { resolve } from 'node:path'
import type { Finding, Mend, Side } from '../judging/finding.ts'
import { applyEdits, collide, type Edit } from './edit.ts'

/** A file as it is, and as it is to be. */
export interface ChangedFile {
  /** As edits name it. */
  readonly file: string
  readonly before: string
  readonly after: string
}

export interface Fix {
  readonly files: readonly ChangedFile[]
  readonly mended: readonly Finding[]
  /** Without an edit, or wanting to change what another one changes: after a fix they may have one. */
  readonly left: readonly Finding[]
}

export interface FixOptions {
  /** The text that a file had when it was judged; `undefined` when it is not known. */
  readonly textOf: (file: string) => string | undefined
  /** Which side is written, where it could be either. Default: the one that did not change last. */
  readonly prefer?: Side
}

/**
 * Puts the edits of findings together. Nothing is written, and no character outside of the edits
 * becomes another one. What wants to change the same place as something before it is left.
 */
export function fixFindings(findings: readonly Finding[], { textOf, prefer }: FixOptions): Fix {
  // One file may be named in several ways.
  const chosen = new Map<string, Edit[]>()
  const mended: Finding[] = []
  const left: Finding[] = []
  for (const finding of findings) {
    const mend = mendOf(finding, prefer)
    const edits = mend?.edits.flatMap((edit) => fresh(edit, chosen) ?? [])
    const clash = mend?.edits.some(
      (edit) => clashes(edit, chosen) || textOf(edit.file) === undefined,
    )
    if (!edits || clash !== false) {
      left.push(finding)
      continue
    }
    mended.push(finding)
    for (const edit of edits) {
      const path = resolve(edit.file)
      const others = chosen.get(path)
      if (others) others.push(edit)
      else chosen.set(path, [edit])
    }
  }
  const files = [...chosen.values()].flatMap((edits): ChangedFile[] => {
    const { file } = edits[0]!
    const before = textOf(file)!
    const after = applyEdits(before, edits)
    return before === after ? [] : [{ file, before, after }]
  })
  return { files, mended, left }
}

/** A side that cannot be written is not a reason to write the other one. */
function mendOf({ writes, mends }: Finding, prefer: Side | undefined): Mend | undefined {
  if (writes === undefined) return mends?.[0]
  return mends?.find((mend) => mend.writes === (prefer ?? writes))
}

type Chosen = ReadonlyMap<string, readonly Edit[]>

/** Two findings may want the same: one literal that two pins have. */
function fresh(edit: Edit, chosen: Chosen): Edit | undefined {
  return chosen.get(resolve(edit.file))?.some((other) => isSame(edit, other)) ? undefined : edit
}

function clashes(edit: Edit, chosen: Chosen): boolean {
  return (
    chosen.get(resolve(edit.file))?.some((other) => collide(edit, other) && !isSame(edit, other)) ??
    false
  )
}

function isSame(one: Edit, other: Edit): boolean {
  return one.from === other.from && one.to === other.to && one.text === other.text
}
