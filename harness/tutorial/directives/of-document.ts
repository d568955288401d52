import type { Place } from '../../errors.ts'
import type { TextFinding } from '../finding.ts'
import { lineStarts } from '../lines.ts'
import type { Block, MarkdownDocument } from '../markdown/document.ts'
import { invalid, readComment } from './read-comment.ts'
import { readSidecar, type SidecarFile } from './read-sidecar.ts'
import type { Directive } from './directive.ts'

/** What is said of a block, and where each key is said. */
export interface Directed {
  readonly directive: Directive
  readonly places: Readonly<Partial<Record<keyof Directive, Place>>>
}

export interface DocumentDirectives {
  readonly of: (block: Block) => Directed
  readonly findings: readonly TextFinding[]
}

const NOTHING: Directed = { directive: {}, places: {} }

/** The directives of a text and of its sidecar. A key that is given twice is a finding. */
export function directivesOf(
  document: MarkdownDocument,
  file: string,
  sidecar?: SidecarFile,
): DocumentDirectives {
  const findings: TextFinding[] = []
  const byBlock = new Map<number, Directed>()
  const add = ({ index }: Block, directive: Directive, place: Place) => {
    const { directive: given, places } = byBlock.get(index) ?? NOTHING
    const keys = Object.keys(directive) as (keyof Directive)[]
    for (const key of keys.filter((one) => places[one])) {
      const before = places[key]!
      findings.push(
        invalid(
          place,
          `"${key}" is given twice for one block`,
          `It once: it is on line ${before.line} of ${before.file} as well`,
        ),
      )
    }
    const added = Object.fromEntries(keys.map((key) => [key, places[key] ?? place]))
    byBlock.set(index, { directive: { ...directive, ...given }, places: { ...places, ...added } })
  }
  const where = { file, starts: lineStarts(document.text) }
  for (const block of document.blocks) {
    for (const comment of block.comments) {
      const read = readComment(comment, where)
      findings.push(...(read?.findings ?? []))
      if (read?.directive) add(block, read.directive, read.place)
    }
  }
  for (const comment of document.stray) {
    const read = readComment(comment, where)
    if (!read) continue
    findings.push(...read.findings)
    if (read.directive)
      findings.push(
        invalid(
          read.place,
          'The directive stands before no block',
          'A line of its own, directly before a code block',
        ),
      )
  }
  if (sidecar) {
    const { entries, findings: wrong } = readSidecar(sidecar, document.blocks)
    for (const finding of wrong) findings.push(finding)
    for (const { block, directive, place } of entries) add(block, directive, place)
  }
  return { of: ({ index }) => byBlock.get(index) ?? NOTHING, findings }
}
