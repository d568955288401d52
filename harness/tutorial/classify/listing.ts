import type { Block, BlockLine, Point } from '../markdown/document.ts'
import { looksLikeFile } from '../markdown/_info.ts'
import { PLAIN } from './languages.ts'

/** A file or a directory that a listing shows. */
export interface Listed {
  /** Relative to what the listing begins with. */
  readonly path: string
  readonly directory: boolean
  readonly at: Point
}

const BRANCH = /^[\s│|]*(?:[├└]|\|--|`--|\+--)[─-]*\s*/
const NAME = /^[\w@+.~-]+(?:\/[\w@+.~-]+)*\/?$/

/** Directories in one another; no text shows more, and each path has all of those above it. */
const DEEPEST = 64

/** What a block lists as `tree` does, or indented; `undefined` when it does not. */
export function readListing(block: Block): readonly Listed[] | undefined {
  if (!PLAIN.has(block.language) && block.language !== 'console' && block.language !== 'bash')
    return undefined
  const rows = block.lines.flatMap((line) => toRow(line))
  const drawn = rows.filter((row) => row?.drawn).length
  if (rows.length < 2 || rows.some((row) => row === undefined)) return undefined
  if (new Set(rows.map((row) => row!.depth)).size > DEEPEST) return undefined
  const listed = nest(rows as Row[])
  const names = listed.filter(
    ({ path, directory }) => directory || looksLikeFile(path.split('/').at(-1)!),
  )
  const indented = rows[0]!.directory && rows.slice(1).some((row) => row!.depth > rows[0]!.depth)
  return drawn > 0 || (indented && names.length === listed.length) ? listed : undefined
}

interface Row {
  readonly name: string
  readonly depth: number
  readonly directory: boolean
  readonly drawn: boolean
  readonly at: Point
}

/** Nothing for a line that has no name, `undefined` for one that is no row of a listing. */
function toRow({ text, line, column, offset }: BlockLine): (Row | undefined)[] {
  if (/^\s*$|^\s*\d+ director(?:y|ies)/.test(text) || /^[\s│|├└─-]*(?:\.{3}|…)\s*$/.test(text))
    return []
  const branch = BRANCH.exec(text)?.[0]
  const depth = branch?.length ?? /^\s*/.exec(text)![0].length
  const rest = text
    .slice(depth)
    .replace(/\s{2,}\S.*$/, '')
    .replace(/\s+(?:#|\/\/|<-|←|--|->|→|\().*$/, '')
    .trim()
  if (!NAME.test(rest)) return [undefined]
  const at = { line, column: column + depth, offset: offset + depth }
  return [
    {
      name: rest.replace(/\/$/, ''),
      depth,
      directory: rest.endsWith('/'),
      drawn: branch !== undefined,
      at,
    },
  ]
}

function nest(rows: readonly Row[]): Listed[] {
  const above: Row[] = []
  return rows.map((row, index) => {
    while (above.length && above.at(-1)!.depth >= row.depth) above.pop()
    const path = [...above.map(({ name }) => name), row.name]
      .filter((name) => name !== '.')
      .join('/')
    above.push(row)
    const hasMore = (rows[index + 1]?.depth ?? 0) > row.depth
    return {
      path: path || '.',
      directory: row.directory || hasMore || row.name === '.',
      at: row.at,
    }
  })
}
