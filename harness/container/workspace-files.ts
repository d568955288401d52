import { isUtf8 } from 'node:buffer'
import { lstatSync, readdirSync, readlinkSync, statSync, type Stats } from 'node:fs'
import { basename, join } from 'node:path'

/** A file, a directory or a link of a workspace. */
export interface WorkspaceFile {
  readonly path: string
  /** From the workspace; "." for itself. */
  readonly name: string
  readonly found: Stats
  /** Of a link alone: where it leads. */
  readonly linkname?: string
}

/** Tells whether something is left out; of a directory, with all that is in it. */
export type IsLeftOut = (path: string, found: Stats) => boolean

/**
 * Goes through a workspace in the order of the names, so that the same one always gives the same
 * archive. Only the names of the directories that it is in are held: there may be any number.
 *
 * @throws Error for what cannot be read, is gone, or has a name that is not UTF-8.
 */
export function* walkWorkspace(source: string, isLeftOut: IsLeftOut): Generator<WorkspaceFile> {
  // A link to the workspace will do.
  yield { path: source, name: '.', found: orGone(source, () => statSync(source)) }
  yield* walkDirectory(source, '', isLeftOut)
}

function* walkDirectory(
  directory: string,
  prefix: string,
  isLeftOut: IsLeftOut,
): Generator<WorkspaceFile> {
  for (const entry of readNames(directory)) {
    const path = join(directory, entry)
    const name = prefix + entry
    const found = orGone(path, () => lstatSync(path))
    if (isLeftOut(path, found)) continue
    if (found.isSymbolicLink()) yield { path, name, found, linkname: readLink(path) }
    else yield { path, name, found }
    if (found.isDirectory()) yield* walkDirectory(path, `${name}/`, isLeftOut)
  }
}

function readNames(path: string): string[] {
  const names = orGone(path, () => readdirSync(path, { encoding: 'buffer' }))
  return names
    .toSorted((a, b) => a.compare(b))
    .map((name) => {
      if (isUtf8(name)) return name.toString()
      throw new Error(`"${join(path, name.toString())}": its name is not UTF-8`)
    })
}

function readLink(path: string): string {
  const target = orGone(path, () => readlinkSync(path, { encoding: 'buffer' }))
  if (isUtf8(target)) return target.toString()
  throw new Error(`"${path}": it leads to a name that is not UTF-8`)
}

/** Left out of every workspace: the links that `nix-build` makes. */
export function isResultLink(path: string, found: Stats): boolean {
  return (
    found.isSymbolicLink() &&
    /^result(-.*)?$/.test(basename(path)) &&
    readlinkSync(path).startsWith('/nix/store/')
  )
}

/** Sockets, pipes and devices cannot be copied. */
export function canBeCopied(found: Stats): boolean {
  return found.isFile() || found.isDirectory() || found.isSymbolicLink()
}

/** In words of its own, as "no such file" reads as if nobody had seen it. */
export function orGone<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Error(`"${path}": it was removed while it was copied`, { cause: error })
  }
}
