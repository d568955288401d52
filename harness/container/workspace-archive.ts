import { once } from 'node:events'
import { createReadStream, openSync, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pack, type Header, type Pack } from 'tar-stream'
import { orGone, type WorkspaceFile } from './workspace-files.ts'

/** Bytes. A stream of its own for a small file takes longer than reading it. */
const SMALL = 128 * 1024
/** Of many small files an archive is mostly headers: each for itself would be a write of its own. */
const PIECE = 256 * 1024
const EMPTY = Buffer.alloc(0)

type EntryHeader = Partial<Header> & Pick<Header, 'name'>

/** The archive of files, as it is read. It breaks with what a file could not be read for. */
export function archiveOf(files: Iterable<WorkspaceFile>, prefix: string): Readable {
  return Readable.from(inPieces(write(files, prefix)))
}

async function* write(
  files: Iterable<WorkspaceFile>,
  prefix: string,
): AsyncGenerator<Buffer, void, void> {
  const archive = pack()
  const writing = async (): Promise<void> => {
    for (const file of files) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as fast as they are taken
      await add(archive, file, prefix)
    }
    archive.finalize()
  }
  writing().catch((error: Error) => archive.destroy(error))
  yield* archive as AsyncIterable<Buffer>
}

async function add(archive: Pack, file: WorkspaceFile, prefix: string): Promise<void> {
  const { found, name, linkname } = file
  const header: EntryHeader = {
    name: name === '.' ? prefix : `${prefix}/${name}`,
    mode: found.mode & 0o7777,
    mtime: found.mtime,
    uid: 0,
    gid: 0,
    type: found.isDirectory() ? 'directory' : 'file',
  }
  if (linkname !== undefined)
    return enter(archive, { ...header, type: 'symlink', linkname }, EMPTY).entered
  if (!found.isFile()) return enter(archive, header, EMPTY).entered
  if (found.size > SMALL) return addLarge(archive, file, header)
  const content = orGone(file.path, () => readFileSync(file.path))
  return enter(archive, header, content).entered
}

interface Entering {
  readonly entry: ReturnType<Pack['entry']>
  /** Settles when all of it was taken, or the archive broke. */
  readonly entered: Promise<void>
}

function enter(archive: Pack, header: EntryHeader, content?: Buffer): Entering {
  const { promise: entered, resolve, reject } = Promise.withResolvers<void>()
  const done = (error?: Error | null): void => (error ? reject(error) : resolve())
  const entry = content ? archive.entry(header, content, done) : archive.entry(header, done)
  entry.on('error', () => {}) // The archive breaks with the same one.
  entered.catch(() => {})
  return { entry, entered }
}

/** Its size is told before its content, so that has to be of the same size. */
async function addLarge(
  archive: Pack,
  { path, found: { size } }: WorkspaceFile,
  header: EntryHeader,
): Promise<void> {
  const { entry, entered } = enter(archive, { ...header, size })
  const fd = orGone(path, () => openSync(path, 'r'))
  let left = size
  // Leaving the loop closes the file, also when nobody takes any more.
  const content = createReadStream(path, { fd, end: size - 1, highWaterMark: PIECE })
  for await (const chunk of content as AsyncIterable<Buffer>) {
    left -= chunk.length
    if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), entered])
  }
  if (left > 0) throw new Error(`"${path}": it became shorter while it was copied`)
  entry.end(null)
  await entered
}

async function* inPieces(archive: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  let held: Buffer[] = []
  let size = 0
  for await (const chunk of archive) {
    held.push(chunk)
    size += chunk.length
    if (size < PIECE) continue
    yield held.length === 1 ? chunk : Buffer.concat(held)
    held = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(held)
}
