import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { NixproofError } from '../../errors.ts'
import { openApt } from './apt.ts'
import { findMirror } from './mirror.ts'
import type { DebianPackage } from './packages.ts'

/** The file of a package in the download directory: named by content, so nothing is fetched twice. */
export function debFile(debsDir: string, { sha256 }: Pick<DebianPackage, 'sha256'>): string {
  return join(debsDir, `${sha256}.deb`)
}

/**
 * Makes every package be in the download directory.
 *
 * @returns How many had to be fetched.
 * @throws {NixproofError} `PACKAGES_UNAVAILABLE` when the mirror no longer has one, or has another content.
 */
export async function download(
  packages: readonly DebianPackage[],
  cacheDir: string,
  signal?: AbortSignal,
): Promise<number> {
  const debsDir = join(cacheDir, 'debs')
  await mkdir(debsDir, { recursive: true })
  const missing = await filterAsync(packages, (one) => isMissing(debFile(debsDir, one)))
  const bySuite = Map.groupBy(missing, ({ suite }) => suite)
  const mirror = missing.length > 0 ? await findMirror() : undefined
  for (const [suite, wanted] of bySuite) {
    const dir = await mkdtemp(join(debsDir, '.incoming-'))
    try {
      const apt = await openApt(mirror!, suite, join(cacheDir, 'apt'), signal)
      // The index may have been downloaded a minute ago, or a month ago, or never.
      await apt.download(wanted, dir).catch(async () => {
        await apt.update()
        await apt.download(wanted, dir)
      })
      for (const name of await readdir(dir)) {
        const file = join(dir, name)
        await rename(file, debFile(debsDir, { sha256: await sha256Of(file) }))
      }
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  }
  const absent = await filterAsync(missing, (one) => isMissing(debFile(debsDir, one)))
  if (absent.length > 0) {
    throw new NixproofError(
      'PACKAGES_UNAVAILABLE',
      'The mirror sent other packages than it lists',
      {
        wanted: absent
          .map(({ name, version, sha256 }) => `${name} ${version} (${sha256})`)
          .join('\n'),
        found: 'Files with other contents',
        next: 'Run the command again; if it fails again, the mirror is broken',
      },
    )
  }
  return missing.length
}

async function filterAsync<T>(
  items: readonly T[],
  keep: (item: T) => Promise<boolean>,
): Promise<T[]> {
  const kept = await Promise.all(items.map(keep))
  return items.filter((_, index) => kept[index])
}

async function isMissing(file: string): Promise<boolean> {
  return access(file).then(
    () => false,
    () => true,
  )
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
