import type { MarkdownParser } from '@lezer/markdown'
import { readInfo } from './_info.ts'
import { showsCode } from './_myst.ts'
import { piecesOf } from './_pieces.ts'
import { blank } from './_source.ts'

const OPENS = /(?:```|~~~)[ \t]*\{[a-z]/i

/** A directive of MyST that shows no code holds Markdown: without its fences, that is what is parsed. */
export function openAdmonitions(parser: MarkdownParser, text: string): string {
  if (!OPENS.test(text)) return text
  for (let [before, after] = [text, opened(parser, text)]; ;) {
    if (before === after) return after
    ;[before, after] = [after, opened(parser, after)]
  }
}

function opened(parser: MarkdownParser, text: string): string {
  const kept: string[] = []
  let at = 0
  for (const { tree, to: end } of piecesOf(parser, text)) {
    tree.iterate({
      enter: (reference) => {
        if (reference.from >= end) return false
        if (reference.name !== 'FencedCode') return
        const { node } = reference
        const info = node.getChild('CodeInfo')
        if (!info || text[info.from] !== '{') return
        const { directive } = readInfo(text.slice(info.from, info.to).trim())
        if (directive === undefined || showsCode(directive)) return
        const marks = node.getChildren('CodeMark')
        const cuts = [[node.from, info.to], ...marks.slice(1).map(({ from, to }) => [from, to])]
        for (const [from, to] of cuts as [number, number][]) {
          kept.push(text.slice(at, from), blank(text.slice(from, to)))
          at = to
        }
      },
    })
  }
  return kept.length === 0 ? text : kept.join('') + text.slice(at)
}
