import { mkdir, realpath, unlink } from 'node:fs/promises'
import { join, posix, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Container } from 'dockerode'
import { extract, type ExtractOptions, type Headers } from 'tar-fs'
import { NixproofError } from '../errors.ts'
import { notThere } from './copied-path.ts'
import { request, statusOf, toEngineError } from './engine-failure.ts'

export interface CopyOutOptions {
  readonly signal?: AbortSignal
}

export interface CopiedOut {
  /** Where it is on this machine. */
  readonly path: string
  /**
   * Links that lead out of what was copied, what is neither file, directory nor link, and what has
   * a name that is not UTF-8. The engine leaves out sockets, and does not tell.
   */
  readonly leftOut: readonly string[]
}

const COPY_DEADLINE_MS = 600_000
/** Whoever copies owns the copy, and can remove it: files of the store are read-only. */
const OWNER_MAY_READ_AND_WRITE = 0o600
const OWNER_MAY_ENTER = 0o700
/** Nobody else gets to write, and no program gets the rights of its owner. */
const TAKEN_AWAY = 0o7022

/**
 * Copies a file or directory out of a container into `directory`, which is made when it is not
 * there. What a container says is not trusted: nothing is written outside of `directory`.
 *
 * @param path Absolute; not a link.
 * @param name What it is called there.
 */
export async function copyOut(
  container: Container,
  { path, name, directory }: { path: string; name: string; directory: string },
  { signal }: CopyOutOptions,
): Promise<CopiedOut> {
  signal?.throwIfAborted()
  const archive = await request(`Cannot copy "${path}" out of the container`, (abortSignal) =>
    container.getArchive({ path, abortSignal }),
  ).catch((error: unknown) => {
    if (error instanceof NixproofError && statusOf(error.cause) === 404) throw notThere(path)
    throw error
  })
  const target = resolve(directory)
  await mkdir(target, { recursive: true }).catch((error: unknown) => {
    throw notWritten(error)
  })
  const leftOut: string[] = []
  const links: string[] = []
  const options: ExtractOptions & Untyped = {
    strict: false,
    // It would end with the first link to a link; where they lead is seen to below.
    validateSymlinks: false,
    chown: false,
    dmode: OWNER_MAY_ENTER,
    fmode: OWNER_MAY_READ_AND_WRITE,
    umask: TAKEN_AWAY,
    // The archive calls it by its name in the container.
    map(header: Entry): Entry {
      const { type, linkname } = header
      const renamed = { ...header, name: rename(header.name, name) }
      // A hard link names another entry of the archive.
      return type === 'link' ? { ...renamed, linkname: rename(linkname ?? '', name) } : renamed
    },
    ignore(file: string, header?: Entry) {
      const fits = header !== undefined && isSafe(file, header, join(target, name))
      if (!fits) leftOut.push(file)
      else if (header.type === 'symlink') links.push(file)
      return !fits
    },
  }
  const deadline = AbortSignal.timeout(COPY_DEADLINE_MS)
  const ended = signal ? AbortSignal.any([signal, deadline]) : deadline
  try {
    await pipeline(archive, extract(target, options), { signal: ended })
  } catch (error) {
    signal?.throwIfAborted()
    if (isOfThisMachine(error)) throw notWritten(error)
    throw toEngineError(`Cannot copy "${path}" out of the container`, error)
  }
  const top = join(target, name)
  leftOut.push(...(await removeEscaping(links, await realpath(top).catch(() => top))))
  return { path: top, leftOut }
}

/** What the types leave out. */
interface Untyped {
  readonly chown: false
  readonly umask: number
  readonly validateSymlinks: false
}

/** Removes links that lead out of `top` by way of others, and returns them. */
async function removeEscaping(links: readonly string[], top: string): Promise<string[]> {
  const removed: string[] = []
  for (const link of links) {
    // oxlint-disable-next-line no-await-in-loop -- one may lead through another
    const end = await realpath(link).catch(() => top) // One that leads nowhere does no harm.
    if (isWithin(end, top)) continue
    // oxlint-disable-next-line no-await-in-loop
    await unlink(link)
    removed.push(link)
  }
  return removed
}

/** Of this machine's file system, and not of the connection to the engine. */
function isOfThisMachine(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return 'path' in error || / is not a valid (path|hardlink)$/.test(error.message)
}

const BLOCKED = new Set(['EEXIST', 'ENOTDIR'])

function explain({ code = '', path, message }: NodeJS.ErrnoException): string {
  if (code === 'EISDIR') return `"${path}" is a directory, and is to be a file`
  if (BLOCKED.has(code)) return `"${path}" is, or lies in, something that is no directory`
  return message.replace(/^(.*) is not a valid path$/, '"$1" is no directory')
}

function notWritten(error: unknown): NixproofError {
  const full = (error as NodeJS.ErrnoException).code === 'ENOSPC'
  return new NixproofError(full ? 'OUT_OF_DISK' : 'USAGE', 'The copy cannot be written', {
    wanted: 'A directory of this machine, or a place for one, where nothing of another kind is',
    found: explain(error as NodeJS.ErrnoException),
    next: full ? 'Free some disk space on this machine' : 'Name another directory',
    cause: error,
  })
}

/** The types leave out where a link leads. */
interface Entry extends Headers {
  readonly linkname?: string | null
}

function rename(given: string, name: string): string {
  const [, ...rest] = posix.normalize(given).split('/')
  return posix.join(name, ...rest)
}

const KINDS = new Set(['file', 'directory', 'link', 'symlink'])

/** Whether an entry stays within `top`; tar-fs looks at names again, and at links on the way. */
function isSafe(file: string, { type, linkname }: Entry, top: string): boolean {
  if (!KINDS.has(type ?? 'file') || !isWithin(file, top)) return false
  if (isGarbled(file) || isGarbled(linkname ?? '')) return false
  // tar-fs sees to it that a hard link leads to what it has written.
  if (type !== 'symlink') return true
  return !posix.isAbsolute(linkname ?? '/') && isWithin(resolve(file, '..', linkname ?? ''), top)
}

/** What is not UTF-8 cannot be told from something else that is not. */
function isGarbled(name: string): boolean {
  return name.includes('\ufffd')
}

function isWithin(path: string, top: string): boolean {
  return path === top || path.startsWith(top + sep)
}
