import type Docker from 'dockerode'
import { config } from '../config.ts'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { holdLock } from '../engine/start-lock.ts'
import { imageCacheLock } from './embedded.ts'

/** The repositories of what `ensureImage()` makes. Nobody else's images are called so. */
const OURS = /^nixproof\/(bootstrap|embedded|embedded-nix|official-nix):/

export interface RemovedImages {
  readonly removed: readonly string[]
  /** Containers use them. */
  readonly kept: readonly string[]
}

export interface OwnImage {
  readonly id: string
  readonly reference: string
}

/** The images that nixproof has made on an engine, newest first. */
export async function listOwnImages(docker: Docker): Promise<readonly OwnImage[]> {
  const images = await docker.listImages()
  return images
    .toSorted((a, b) => b.Created - a.Created)
    .flatMap(({ Id: id, RepoTags }) => (RepoTags ?? []).map((reference) => ({ id, reference })))
    .filter(({ reference }) => OURS.test(reference))
}

/**
 * Removes the images that nixproof has made, with the layers that the engine keeps to build them
 * again. Not the official base: it may have been pulled for something else.
 */
export async function removeOwnImages(docker: Docker): Promise<RemovedImages> {
  const [removed, kept]: string[][] = [[], []]
  // The newest ones stand on the others.
  for (const { reference } of await listOwnImages(docker)) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- the engine removes one at a time anyway
      await docker.getImage(reference).remove()
      removed!.push(reference)
    } catch (error) {
      const { statusCode } = error as { statusCode?: number }
      if (statusCode === 409) kept!.push(reference)
      else if (statusCode !== 404) throw error
    }
  }
  return { removed: removed!, kept: kept! }
}

/** Another run that works on the caches is not waited for long. Milliseconds. */
const LOCK_DEADLINE_MS = 2000

/**
 * Empties the cache directory: downloaded packages, resolved package lists, compiled code.
 *
 * @returns How many bytes that were.
 * @throws NixproofError BUSY when another run makes an image out of them.
 */
export async function removeCaches(): Promise<number> {
  await using scope = new AsyncDisposableStack()
  scope.use(await holdLock(imageCacheLock(), LOCK_DEADLINE_MS))
  const names = await readdir(config.cacheDir).catch(() => [])
  const paths = names.map((name) => join(config.cacheDir, name))
  const sizes = await Promise.all(paths.map(sizeOf))
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true, maxRetries: 3 })))
  return sizes.reduce((total, size) => total + size, 0)
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return found?.size ?? 0
  const files = await readdir(path, { recursive: true, withFileTypes: true })
  const sizes = files
    .filter((file) => file.isFile())
    .map(
      async (file) => (await stat(join(file.parentPath, file.name)).catch(() => undefined))?.size,
    )
  return (await Promise.all(sizes)).reduce<number>((total, size) => total + (size ?? 0), 0)
}
