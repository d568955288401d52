import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { config } from '../harness/config.ts'

/**
 * A cache directory, for XDG_CACHE_HOME, with verdicts of its own: all else that is in this machine's is
 * used.
 */
export async function ownCache(path: string): Promise<string> {
  await mkdir(join(path, 'nixproof'), { recursive: true })
  for (const name of await readdir(config.cacheDir)) {
    if (name !== 'verdicts')
      await symlink(join(config.cacheDir, name), join(path, 'nixproof', name))
  }
  return path
}
