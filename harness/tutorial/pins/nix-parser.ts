import type { SyntaxNode, Tree } from '@lezer/common'
import { nixParser } from '../../nix/grammar.ts'

/** A piece of Nix as a tree. Offsets of nodes count from the beginning of `text`. */
export interface NixSource {
  /** What was parsed: the given text, in what makes an expression of it. */
  readonly text: string
  /** How many characters of `text` come before the given one. */
  readonly before: number
  readonly root: SyntaxNode
  /** Offset in the given text of the first thing that is not Nix. */
  readonly errorAt: number | undefined
}

/** A text is an expression, or a part of one: attributes, a list's elements, as tutorials show them. */
const FRAMES = [
  ['', ''],
  ['{\n', '\n}'],
  ['{\n', '\n;}'],
  ['[\n', '\n]'],
  ['{\n', '\n}}'],
] as const

/** Parses Nix, and goes on after errors: the tree has whatever can be read. */
export function parseNix(given: string): NixSource {
  let best: { source: NixSource; errors: number } | undefined
  // Things left out ("...", on a line of its own) are no Nix, and no error of the author's.
  for (const text of new Set([given, withoutElisions(given)])) {
    for (const [open, close] of FRAMES) {
      const framed = open + text + close
      const tree = nixParser.parse(framed)
      const { count, first } = errorsIn(tree)
      const errorAt =
        first === undefined ? undefined : Math.min(given.length, Math.max(0, first - open.length))
      const source = { text: framed, before: open.length, root: tree.topNode, errorAt }
      if (count === 0) return source
      if (!best || count < best.errors) best = { source, errors: count }
    }
  }
  return best!.source
}

function withoutElisions(text: string): string {
  return text.replace(/^([ \t]*)(\.\.\.|…)[ \t]*;?[ \t]*$/gm, (line) => ' '.repeat(line.length))
}

function errorsIn(tree: Tree): { count: number; first: number | undefined } {
  const offsets: number[] = []
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) offsets.push(from)
    },
  })
  return { count: offsets.length, first: offsets.length ? Math.min(...offsets) : undefined }
}
