import { GFM, parser, type MarkdownParser } from '@lezer/markdown'
import { openAdmonitions } from './_admonitions.ts'
import { arrange } from './_arrange.ts'
import type { MarkdownDocument } from './document.ts'
import { itemsOf, type Dialect } from './_items.ts'
import { mdxFence } from './_mdx-fence.ts'
import { piecesOf } from './_pieces.ts'
import { toSource } from './_source.ts'

const COMMON_MARK: MarkdownParser = parser.configure([GFM])
/** MDX has neither HTML nor indented code: what stands between tags is Markdown. */
const MDX: MarkdownParser = COMMON_MARK.configure({
  remove: ['HTMLBlock', 'IndentedCode'],
  parseBlock: [mdxFence],
})

/**
 * Reads code blocks, prose and comments of a Markdown text, each with its position. Any text is
 * valid Markdown, so there is no failure (CommonMark 0.31 with GFM, front matter, and the
 * directives of MyST).
 *
 * Lezer's parser, and not micromark: 10,000 blocks in 0.2 s and not 2.7 s, with a third of the memory.
 */
export function readDocument(text: string, dialect: Dialect = 'markdown'): MarkdownDocument {
  const reader = dialect === 'mdx' ? MDX : COMMON_MARK
  const source = toSource(text)
  const opened = openAdmonitions(reader, source.text)
  return arrange(itemsOf(piecesOf(reader, opened), { ...source, text: opened }, dialect), source)
}
