import { NodeType, Tree } from '@lezer/common'
import type { MarkdownParser } from '@lezer/markdown'

/** A part of a text, parsed: its nodes stand where they stand in the text. */
export interface Piece {
  readonly tree: Tree
  readonly from: number
  /** Where the first block begins that may go on behind the piece; nodes from there on do not count. */
  readonly to: number
}

/** In characters: so little that a tree is garbage before it has grown old, which is dear to find. */
const PIECE = 8192

/**
 * Parses a text piece by piece, at the blocks that stand in no other: a tree takes forty times the
 * room of its text. Where a block begins, all before it is known to be as it is.
 */
export function* piecesOf(
  parser: MarkdownParser,
  text: string,
  length: number = PIECE,
): Generator<Piece> {
  for (let [from, size] = [0, length]; from < text.length;) {
    const upTo = from + size >= text.length ? text.length : text.lastIndexOf('\n', from + size) + 1
    const tree = moved(parser.parse(text.slice(from, Math.max(from, upTo))), from)
    const to = upTo === text.length ? upTo : completeIn(tree, text)
    if (to > from) yield { tree, from, to }
    ;[from, size] = to > from ? [to, length] : [from, size * 2]
  }
}

/** The line on which the last block begins: more of the text might belong to it. */
function completeIn(tree: Tree, text: string): number {
  const last = tree.topNode.firstChild?.lastChild
  return last ? text.lastIndexOf('\n', last.from - 1) + 1 : 0
}

function moved(tree: Tree, by: number): Tree {
  return new Tree(NodeType.none, [tree], [by], by + tree.length)
}
