import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A hash over everything that an image is made of: named texts, and directories with the names
 * and contents of all their files. The same inputs give the same tag on every machine. Some two
 * hundred small files are read five times sooner one after the other than by Node's thread pool.
 */
export function hashInputs(
  texts: Readonly<Record<string, string>>,
  directories: Readonly<Record<string, string>>,
): string {
  const hash = createHash('sha256')
  for (const [name, text] of Object.entries(texts)) hash.update(`${name}\0${text}\0`)
  for (const [name, directory] of Object.entries(directories)) {
    for (const file of filesIn(directory)) {
      hash.update(`${name}/${file}\0`).update(readFileSync(join(directory, file)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted()
}
