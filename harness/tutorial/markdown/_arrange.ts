import type { Block, Comment, MarkdownDocument, Prose } from './document.ts'
import { readInfo, titleOf } from './_info.ts'
import type { Item } from './_items.ts'
import { readOptions } from './_myst.ts'
import { spanOf, type Source } from './_source.ts'

/** What stands around each block. */
export function arrange(items: readonly Item[], source: Source): MarkdownDocument {
  const blocks: Block[] = []
  const prose: Prose[] = []
  const stray: Comment[] = []
  let waiting: Comment[] = []
  let before: Prose | undefined
  for (const [index, item] of items.entries()) {
    if (item.kind === 'comment' && item.inText) stray.push(item.comment)
    else if (item.kind === 'comment') waiting.push(item.comment)
    else if (item.kind === 'prose') {
      for (const comment of waiting.splice(0)) stray.push(comment)
      prose.push(item.prose)
      before = item.prose
    } else {
      const after = nextProse(items, index)
      blocks.push(toBlock(blocks.length, item, { before, after, comments: waiting }, source))
      waiting = []
      before = undefined
    }
  }
  return { text: source.original, blocks, prose, stray: [...stray, ...waiting] }
}

function nextProse(items: readonly Item[], index: number): Prose | undefined {
  const next = items.slice(index + 1, index + 6).find(({ kind }) => kind !== 'comment')
  return next?.kind === 'prose' && !next.prose.isHeading ? next.prose : undefined
}

interface Around {
  readonly before: Prose | undefined
  readonly after: Prose | undefined
  readonly comments: readonly Comment[]
}

function toBlock(
  index: number,
  { code, headings }: Item & { readonly kind: 'code' },
  { before, after, comments }: Around,
  source: Source,
): Block {
  const info = readInfo(code.info)
  const { options, rest } =
    info.directive === undefined
      ? { options: {} as Readonly<Record<string, string>>, rest: code.lines }
      : readOptions(code.lines)
  const include = info.directive === 'literalinclude' ? info.argument : undefined
  const attributes =
    info.directive === undefined
      ? info.attributes
      : { ...info.attributes, ...options, ...(include !== undefined && { include }) }
  const title = info.title ?? titleOf(attributes)
  return {
    index,
    language: include === undefined ? info.language : (options['language'] ?? ''),
    info: code.info,
    ...(title !== undefined && { title }),
    attributes,
    text: rest.map(({ text }) => text).join('\n'),
    lines: rest,
    position: spanOf(source, code.from, code.to),
    closed: code.closed,
    endsDocument: code.to >= source.length,
    fenced: code.fenced,
    headings,
    ...(before && { before }),
    ...(after && { after }),
    comments,
  }
}
