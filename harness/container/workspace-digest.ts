import { createHash, type Hash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readIgnoreRules } from './ignored.ts'
import { canBeCopied, isResultLink, walkWorkspace, type WorkspaceFile } from './workspace-files.ts'

/** Bytes. A stream of its own for a small file takes longer than reading it. */
const SMALL = 1024 * 1024

/**
 * A hash over all that a container gets of a workspace: names, contents, modes, and where links lead.
 * Times are left out: a checkout makes new ones.
 *
 * @throws Error for what cannot be read, is gone, or has a name that is not UTF-8.
 */
export async function digestWorkspace(source: string): Promise<string> {
  const isIgnored = await readIgnoreRules(source)
  const hash = createHash('sha256')
  const files = walkWorkspace(
    resolve(source),
    (path, found) => !canBeCopied(found) || isResultLink(path, found) || isIgnored(path),
  )
  for (const file of files) await add(hash, file)
  return hash.digest('hex')
}

async function add(hash: Hash, { path, name, found, linkname }: WorkspaceFile): Promise<void> {
  const kind = linkname !== undefined ? 'link' : found.isDirectory() ? 'directory' : 'file'
  const mode = (found.mode & 0o7777).toString(8)
  const size = kind === 'file' ? found.size : 0
  // The size comes before the content, so that no content looks like the next file.
  hash.update([kind, name, mode, linkname ?? '', size, ''].join('\0'))
  if (kind !== 'file') return
  if (size <= SMALL) hash.update(readFileSync(path))
  else for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
}
