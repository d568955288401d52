import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Workspace } from '../classify/workspace.ts'
import { readDocument } from '../markdown/read-document.ts'
import { makePlan } from './make-plan.ts'

const ROOT = join(import.meta.dirname, '../../..')
const FOLDER = join(ROOT, 'fixtures/tutorials')

interface Stages {
  readonly blocks?: unknown
  readonly plan: unknown
  readonly findings: unknown
}

const documents = ['good', 'bad'].flatMap((folder) =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => /\.mdx?$/.test(name))
    .map((name) => `${folder}/${name}`),
)

describe('makePlan()', () => {
  test.each(documents)('plans %s as its goldens say', async (name) => {
    const stem = join(FOLDER, name.replace(/\.mdx?$/, ''))
    const text = readFileSync(join(FOLDER, name), 'utf8')
    const file = name.split('/')[1]!
    const sidecar = textOf(`${stem}.nixproof.yaml`)
    const files = textOf(`${stem}.files.json`)
    const { plan, findings } = makePlan({
      file,
      text,
      ...(sidecar !== undefined && {
        sidecar: { file: file.replace(/\.mdx?$/, '.nixproof.yaml'), text: sidecar },
      }),
      ...(files !== undefined && { workspace: workspaceOf(JSON.parse(files)) }),
    })
    const blocks = readDocument(text, name.endsWith('x') ? 'mdx' : 'markdown').blocks.map(
      ({ before, after, comments, ...block }) => ({
        ...block,
        text: undefined,
        lines: block.lines.map((line) => `${line.line}:${line.column} ${line.text}`),
        ...(before && { before: before.text }),
        ...(after && { after: after.text }),
        ...(comments.length && { comments: comments.map((comment) => comment.text) }),
      }),
    )
    await compare(stem, { blocks, plan, findings })
  })

  test('plans the sample tutorial as its golden says', async () => {
    const folder = join(ROOT, 'fixtures/sample-tutorial')
    const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .toSorted()
    const workspace: Workspace = {
      files: paths,
      read: (path) => textOf(join(folder, path)),
    }
    const text = readFileSync(join(folder, 'README.md'), 'utf8')
    await compare(join(FOLDER, 'sample-tutorial'), makePlan({ file: 'README.md', text, workspace }))
  })
})

/** `vitest --update` writes what is made now: read it before you commit it. */
async function compare(stem: string, stages: Stages): Promise<void> {
  for (const [stage, value] of Object.entries(stages)) {
    await expect(compact(value)).toMatchFileSnapshot(`${stem}.${stage}.json`)
  }
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function workspaceOf(files: Record<string, string>): Workspace {
  return { files: Object.keys(files), read: (path) => files[path] }
}

/** Places as `line:column`, and nothing that is empty. */
function compact(value: unknown): string {
  const short = (_: string, one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one
    if (Array.isArray(one)) return one
    const { line, column, offset, ...rest } = one as Record<string, unknown>
    if (offset !== undefined && Object.keys(rest).length === 0) {
      return `${String(line)}:${String(column)}`
    }
    const kept = Object.entries(one).filter(([, inner]) => !isEmpty(inner))
    return Object.fromEntries(kept)
  }
  return `${JSON.stringify(value, short, 1)}\n`
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
