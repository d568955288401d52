import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digestClone } from './git/digest.ts'
import type { OriginOptions } from './options.ts'

/** Why nobody knows beforehand what origins will answer; `undefined` where that is known. */
export function whyUnknown({ network, cassette, nix }: OriginOptions): string | undefined {
  if (nix) return 'a builder or a cache elsewhere may have something else each time'
  if (network === 'online') return 'the internet may answer something else each time'
  const mode = cassette?.mode ?? 'off'
  return mode === 'replay' || mode === 'off' ? undefined : `the cassette is to be made: ${mode}`
}

/** A hash over what origins answer with; see {@link whyUnknown}. */
export async function digestOrigins({ clones, network, cassette }: OriginOptions): Promise<string> {
  const contents = [
    network,
    await Promise.all(clones.map(digestClone)),
    cassette?.mode === 'replay' ? await digestDirectory(cassette.directory) : 'off',
  ]
  return createHash('sha256').update(JSON.stringify(contents)).digest('hex')
}

/** Of files in directories, and nothing else; what cannot be read is an error of whoever needs it. */
async function digestDirectory(directory: string): Promise<string> {
  const hash = createHash('sha256')
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.toSorted()) {
    const content = await readFile(file)
    hash.update(`${file.slice(directory.length)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
