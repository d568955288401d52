import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { readIgnoreRules } from '../../container/ignored.ts'
import { NixproofError } from '../../errors.ts'
import type { Workspace } from '../classify/workspace.ts'
import type { SidecarFile } from '../directives/read-sidecar.ts'
import { makePlan, type Planned } from './make-plan.ts'

export interface PlanFileOptions {
  /** The reader's directory. Default: the one that the file is in. */
  readonly workspace?: string | undefined
  /** What is known of its blocks. Default: `NAME.nixproof.yaml` beside it, where there is one. */
  readonly sidecar?: string | undefined
}

/**
 * The plan of a Markdown file, with its sidecar.
 *
 * @throws NixproofError USAGE when one of them cannot be read, WORKSPACE_NOT_FOUND.
 */
export async function planFile(
  file: string,
  { workspace = dirname(file), sidecar }: PlanFileOptions = {},
): Promise<Planned> {
  const [text, told] = await Promise.all([
    readNamed(file, 'A Markdown file'),
    sidecar === undefined
      ? readBeside(file)
      : readNamed(sidecar, 'A sidecar, such as NAME.nixproof.yaml').then((its) => ({
          file: sidecar,
          text: its,
        })),
  ])
  return makePlan({
    file,
    text,
    ...(told && { sidecar: told }),
    workspace: await openWorkspace(workspace),
  })
}

async function readNamed(file: string, wanted: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new NixproofError('USAGE', `"${file}" cannot be read`, { wanted, cause })
  })
}

async function readBeside(tutorial: string): Promise<SidecarFile | undefined> {
  const stem = basename(tutorial).replace(/\.(?:md|markdown|mdx)$/i, '')
  const file = join(dirname(tutorial), `${stem}.nixproof.yaml`)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  })
  return text === undefined ? undefined : { file, text }
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
