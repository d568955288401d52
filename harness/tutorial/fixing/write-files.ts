import { randomUUID } from 'node:crypto'
import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { NixproofError } from '../../errors.ts'
import type { ChangedFile } from './fix-findings.ts'

interface Prepared {
  /** Where the file is: a link to it stays a link. */
  readonly path: string
  readonly changed: ChangedFile
  readonly written: string
}

/**
 * Writes files, all of them or none: each is written beside the one that it takes the place of, and
 * moved there once all are complete and none has changed. Mode and owner stay. In one turn of the
 * event loop: an interrupt comes before it or after it.
 *
 * @throws NixproofError FILE_CHANGED when a file is not what was judged, and nothing is written;
 *   FILE_NOT_WRITTEN
 */
export function writeFiles(files: readonly ChangedFile[]): void {
  const prepared: Prepared[] = []
  const moved: Prepared[] = []
  try {
    for (const changed of files) prepared.push(prepare(changed))
    for (const { path, changed } of prepared) requireUnchanged(path, changed)
    for (const one of prepared) {
      renameSync(one.written, one.path)
      moved.push(one)
    }
  } catch (error) {
    for (const { path, changed } of moved.toReversed()) putBack(path, changed)
    throw error instanceof NixproofError ? error : notWritten(error)
  } finally {
    for (const { written } of prepared) rmSync(written, { force: true })
  }
}

function prepare(changed: ChangedFile): Prepared {
  const path = realpathSync(changed.file)
  requireUnchanged(path, changed)
  return { path, changed, written: writeBeside(path, changed.after) }
}

/** By bytes: what is no UTF-8 would not be the same after it was read and written. */
function requireUnchanged(path: string, { file, before }: ChangedFile): void {
  if (readFileSync(path).equals(Buffer.from(before))) return
  throw new NixproofError('FILE_CHANGED', `"${file}" is not what was judged any more`, {
    wanted: 'The text that the edits were made for',
    found: 'Another one: something else has written it, or it is not UTF-8',
    next: 'Run it again; nothing was written',
  })
}

function writeBeside(path: string, text: string): string {
  const written = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}`)
  const { mode, uid, gid } = statSync(path)
  try {
    const handle = openSync(written, 'wx', 0o600)
    try {
      writeFileSync(handle, text)
      fchmodSync(handle, mode & 0o7777)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    const own = statSync(written)
    if (own.uid !== uid || own.gid !== gid) chownSync(written, uid, gid)
    return written
  } catch (error) {
    rmSync(written, { force: true })
    throw error
  }
}

function putBack(path: string, { before }: ChangedFile): void {
  renameSync(writeBeside(path, before), path)
}

function notWritten(cause: unknown): NixproofError {
  return new NixproofError('FILE_NOT_WRITTEN', 'The fix could not be written', {
    found: cause instanceof Error ? cause.message : String(cause),
    next: 'Make the file and its directory writable; nothing was written',
    cause,
  })
}
