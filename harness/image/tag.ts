import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A hash over everything that an image is made of: named texts, and directories with the names
 * and contents of all their files. The same inputs give the same tag on every machine.
 */
export async function hashInputs(
  texts: Readonly<Record<string, string>>,
  directories: Readonly<Record<string, string>>,
): Promise<string> {
  const hash = createHash('sha256')
  for (const [name, text] of Object.entries(texts)) hash.update(`${name}\0${text}\0`)
  for (const [name, directory] of Object.entries(directories)) {
    const files = await filesIn(directory)
    const contents = await Promise.all(files.map((file) => readFile(join(directory, file))))
    for (const [index, file] of files.entries()) {
      hash.update(`${name}/${file}\0`).update(contents[index]!)
    }
  }
  return hash.digest('hex').slice(0, 16)
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted()
}
