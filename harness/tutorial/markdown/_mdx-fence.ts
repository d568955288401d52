import type { BlockParser, Element } from '@lezer/markdown'

const FENCE = /^([`~])\1{2,}/

/** In MDX nothing is code because it is indented, so a fence may be, as far as one likes. */
export const mdxFence: BlockParser = {
  name: 'MdxFence',
  before: 'FencedCode',
  parse(context, line) {
    const fence = FENCE.exec(line.text.slice(line.pos))?.[0]
    if (fence === undefined || line.indent - line.baseIndent < 4) return false
    const from = context.lineStart + line.pos
    const info = line.text.slice(line.pos + fence.length)
    const parts: Element[] = [context.elt('CodeMark', from, from + fence.length)]
    const blanks = info.length - info.trimStart().length
    if (info.trim() !== '') {
      const start = from + fence.length + blanks
      parts.push(context.elt('CodeInfo', start, start + info.trim().length))
    }
    let to = context.lineStart + line.text.length
    // The parser's own blocks look at this too: a line of fewer containers ends the block.
    const place = line as unknown as { readonly depth: number }
    while (context.nextLine() && place.depth >= context.depth) {
      const end = context.lineStart + line.text.length
      const text = line.text.slice(line.pos)
      to = end
      if (text.startsWith(fence) && text.replaceAll(fence[0]!, '').trim() === '') {
        parts.push(context.elt('CodeMark', context.lineStart + line.pos, end))
        context.nextLine()
        break
      }
      if (line.basePos < line.text.length) {
        parts.push(context.elt('CodeText', context.lineStart + line.basePos, end))
      }
    }
    context.addElement(context.elt('FencedCode', from, to, parts))
    return true
  },
}
