import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { readIgnoreRules } from '../../container/ignored.ts'
import { NixproofError } from '../../errors.ts'
import type { Workspace } from '../classify/workspace.ts'
import { makePlan, type Planned } from './make-plan.ts'

/**
 * The plan of a Markdown file, with the sidecar beside it.
 *
 * @param workspace The reader's directory. Default: the one that the file is in.
 * @throws NixproofError USAGE when the file cannot be read, WORKSPACE_NOT_FOUND.
 */
export async function planFile(file: string, workspace: string = dirname(file)): Promise<Planned> {
  const stem = basename(file).replace(/\.(?:md|markdown|mdx)$/i, '')
  const sidecar = join(dirname(file), `${stem}.nixproof.yaml`)
  const [text, told] = await Promise.all([
    readFile(file, 'utf8').catch((cause: unknown) => {
      throw new NixproofError('USAGE', `"${file}" cannot be read`, {
        wanted: 'A Markdown file',
        cause,
      })
    }),
    readFile(sidecar, 'utf8').catch((cause: unknown) => {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw cause
    }),
  ])
  return makePlan({
    file,
    text,
    ...(told !== undefined && { sidecar: { file: sidecar, text: told } }),
    workspace: await openWorkspace(workspace),
  })
}

/** What of a directory is copied for the reader: what git ignores is not. */
async function openWorkspace(directory: string): Promise<Workspace> {
  const root = resolve(directory)
  const isIgnored = await readIgnoreRules(root)
  const files: string[] = []
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.name === '.git' || isIgnored(path)) continue
      if (entry.isDirectory()) await walk(path)
      else files.push(relative(root, path).split(sep).join('/'))
    }
  }
  await walk(root).catch((cause: unknown) => {
    throw new NixproofError('WORKSPACE_NOT_FOUND', `The workspace "${directory}" cannot be read`, {
      wanted: 'A directory',
      cause,
    })
  })
  const texts = new Map<string, string | undefined>()
  const read = (path: string) => {
    if (!texts.has(path)) texts.set(path, textOf(join(root, path)))
    return texts.get(path)
  }
  const above = repositoryAbove(root)
  const around = (path: string) => above.some((folder) => existsSync(join(folder, path)))
  return { files: files.toSorted(), read, around }
}

/** The directories that it is in, up to the one with `.git`; none where nothing has that. */
function repositoryAbove(root: string): string[] {
  const above: string[] = []
  for (let folder = root; !existsSync(join(folder, '.git'));) {
    const parent = dirname(folder)
    if (parent === folder) return []
    above.push(parent)
    folder = parent
  }
  return above
}

function textOf(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined // A link to nowhere, or a file that went away: it has no text to compare.
  }
}
