import type { Block, MarkdownDocument, Prose } from '../markdown/document.ts'

/** The prose from a block to the next one, or to the end of its section. */
export function proseAfter({
  blocks,
  prose,
}: MarkdownDocument): (block: Block) => readonly Prose[] {
  const after = new Map<number, Prose[]>()
  let next = 0
  for (const block of blocks) {
    const limit = blocks[block.index + 1]?.position.start.offset ?? Infinity
    const own: Prose[] = []
    while (prose[next] && prose[next]!.position.start.offset < block.position.end.offset) next++
    while (prose[next] && prose[next]!.position.start.offset < limit) own.push(prose[next++]!)
    const end = own.findIndex(({ isHeading }) => isHeading)
    after.set(block.index, end < 0 ? own : own.slice(0, end))
  }
  return ({ index }) => after.get(index) ?? []
}
