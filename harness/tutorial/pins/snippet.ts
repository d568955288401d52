import type { Place } from '../../errors.ts'
import { lineStarts, positionAt } from '../lines.ts'
import { readDocument } from '../markdown/read-document.ts'

/** A piece of Nix in a file: the whole of a .nix file, or one block of a Markdown file. */
export interface Snippet {
  readonly file: string
  readonly text: string
  /** Line of the file that it is known by: of the block's fence, or 1. */
  readonly line: number
  /** Offset in the file of an offset in `text`. */
  readonly offsetInFile: (offset: number) => number
  readonly placeOf: (offset: number) => Place
}

const MARKDOWN = /\.(md|markdown|mdx)$/i

/** All Nix in a file, in order. */
export function snippetsOf(file: string, text: string): Snippet[] {
  const starts = lineStarts(text)
  if (!MARKDOWN.test(file)) {
    // Nix itself passes over a byte order mark; the grammar does not know it.
    return [snippet(file, starts, text.replace(/^\uFEFF/, ' '), 1, (offset) => offset)]
  }
  return readDocument(text, file.endsWith('.mdx') ? 'mdx' : 'markdown')
    .blocks.filter(({ language }) => language === 'nix')
    .map((block) => {
      const inner = lineStarts(block.text)
      return snippet(file, starts, block.text, block.position.start.line, (offset) => {
        const { line, column } = positionAt(inner, offset)
        return (block.lines[line - 1]?.offset ?? 0) + column - 1
      })
    })
}

function snippet(
  file: string,
  starts: readonly number[],
  text: string,
  line: number,
  offsetInFile: (offset: number) => number,
): Snippet {
  const placeOf = (offset: number): Place => ({ file, ...positionAt(starts, offsetInFile(offset)) })
  return { file, text, line, offsetInFile, placeOf }
}
