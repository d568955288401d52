import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { packagesSchema, type EmbeddedNix, type Packages, type Units } from './packages.ts'

/** The chosen packages are kept until asked to look again, so that an unchanged image costs no look at the mirror. */
export interface Lock {
  read(): Promise<Packages | undefined>
  renew(signal?: AbortSignal): Promise<Packages>
}

export function lockFor(nix: EmbeddedNix, units: Units, cacheDir: string): Lock {
  const question = createHash('sha256')
    .update(JSON.stringify([1, nix, units]))
    .digest('hex')
  const file = join(cacheDir, 'resolved', `${nix}-${question.slice(0, 16)}.json`)
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch(() => undefined)
      return text === undefined ? undefined : packagesSchema.safeParse(JSON.parse(text)).data
    },
    async renew(signal) {
      // Seldom needed, and not small.
      const { resolveHere } = await import('./resolve.ts')
      const packages = await resolveHere(nix, units, join(cacheDir, 'apt'), signal)
      await mkdir(dirname(file), { recursive: true })
      // Another run may be reading: the file is there whole or not at all.
      const draft = `${file}.${process.pid}`
      await writeFile(draft, JSON.stringify(packages, null, 2))
      await rename(draft, file)
      return packages
    },
  }
}
