import { glob, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { NixproofError } from '../errors.ts'

const MARKDOWN = /\.(?:md|mdx|markdown)$/i
const MARKDOWN_FILES = ['**/*.md', '**/*.mdx', '**/*.markdown']
/** Text in there is about other things. */
const ELSEWHERE = ['**/node_modules/**', '**/.git/**']

/**
 * The Markdown files of a call: those that it names, and all in the directories that it names.
 *
 * @returns As they are named, without those named twice.
 * @throws NixproofError USAGE for what is neither, or where there is none.
 */
export async function findTutorials(names: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>()
  for (const name of names) {
    for (const file of await filesOf(name)) found.set(resolve(file), file)
  }
  return [...found.values()]
}

/** The Markdown files that a glob matches, sorted. */
export async function globTutorials(pattern: string, directory: string): Promise<string[]> {
  const found: string[] = []
  for await (const file of glob(pattern, { cwd: directory, exclude: ELSEWHERE }))
    if (MARKDOWN.test(file)) found.push(join(directory, file))
  return found.toSorted()
}

/** @throws NixproofError USAGE for a sidecar with more than one tutorial: it is of one. */
export function requireOneFor(sidecar: string | undefined, files: readonly string[]): void {
  if (sidecar === undefined || files.length === 1) return
  throw new NixproofError('USAGE', 'A sidecar is of one tutorial', {
    wanted: `One Markdown file with --sidecar ${sidecar}`,
    found: files.map((file) => `"${file}"`).join(', '),
    next: 'Verify that tutorial alone',
  })
}

async function filesOf(name: string): Promise<string[]> {
  const kind = await stat(name).catch(() => undefined)
  if (kind?.isDirectory()) {
    const found: string[] = []
    for await (const file of glob(MARKDOWN_FILES, { cwd: name, exclude: ELSEWHERE }))
      found.push(file)
    if (found.length > 0) return found.toSorted().map((file) => join(name, file))
    throw new NixproofError('USAGE', `There is no tutorial in "${name}"`, {
      wanted: 'Files NAME.md, NAME.mdx or NAME.markdown in it',
      found: 'None, also in its directories',
      next: 'Name the tutorial, or the directory that it is in',
    })
  }
  if (kind?.isFile() && MARKDOWN.test(name)) return [name]
  throw new NixproofError('USAGE', `"${name}" is not a tutorial`, {
    wanted: 'A Markdown file, a directory with some, or a plan NAME.plan.yaml',
    found: kind ? 'Something else' : 'Nothing by that name',
    place: { file: name },
    next: 'Name a tutorial: nixproof verify README.md',
  })
}
