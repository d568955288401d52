import { lineStarts } from '../lines.ts'
import type { Block } from '../markdown/document.ts'
import { readDocument } from '../markdown/read-document.ts'
import type { Tutorial } from './finding.ts'

/** What is found out about a text once, however much there is to say about it. */
const known = new WeakMap<Tutorial, Source>()

interface Source {
  starts?: readonly number[]
  blocks?: readonly Block[]
}

function sourceOf(tutorial: Tutorial): Source {
  const source = known.get(tutorial) ?? {}
  known.set(tutorial, source)
  return source
}

/** Offsets at which its lines begin. */
export function startsOf(tutorial: Tutorial): readonly number[] {
  return (sourceOf(tutorial).starts ??= lineStarts(tutorial.text))
}

export function blocksOf(tutorial: Tutorial): readonly Block[] {
  return (sourceOf(tutorial).blocks ??= readBlocks(tutorial))
}

export function readBlocks({ file, text }: Tutorial): readonly Block[] {
  return readDocument(text, file.endsWith('.mdx') ? 'mdx' : 'markdown').blocks
}
