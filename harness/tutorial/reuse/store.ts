import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { config } from '../../config.ts'
import { formatRecord, parseRecord, type Kept, type VerdictRecord } from './_format.ts'

/** Of one tutorial in one cell. Bytes. */
const MAX_RECORD = 1024 * 1024
/** Of them all; the oldest go first. */
const MAX_RECORDS = 4000
const MAX_BYTES = 128 * 1024 * 1024
/** What a run that was killed has not renamed. Milliseconds. */
const LEFT_MS = 60 * 60_000

/** Whose record it is. */
export type Subject = Pick<VerdictRecord, 'nixproof' | 'tutorial' | 'cell'>

/**
 * What is kept of a tutorial in a cell; nothing where nothing is.
 *
 * @param tell Is told, in one line, why what is there counts for nothing.
 */
export async function readKept(
  subject: Subject,
  tell: (line: string) => void,
): Promise<Pick<VerdictRecord, 'inputs' | 'kept'>> {
  const nothing = { inputs: {}, kept: [] }
  const file = fileOf(subject)
  try {
    const record = parseRecord(await readFile(file, 'utf8'))
    if (record.tutorial !== subject.tutorial || record.cell !== subject.cell)
      throw new Error('it is of another tutorial')
    if (record.nixproof !== subject.nixproof)
      throw new Error(`it is of another nixproof, ${record.nixproof}`)
    return record
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing
    tell(`What is kept of ${subject.tutorial} is dropped: ${(error as Error).message} (${file})`)
    return nothing
  }
}

/** What a run has come to. */
interface Come {
  readonly inputs: VerdictRecord['inputs']
  /** Of all that was in question. */
  readonly keys: readonly string[]
  readonly fresh: readonly Kept[]
}

/**
 * Adds verdicts to what is kept, the oldest of which go; so does what was in question again and did
 * not hold. Two runs at once both write a whole file, and the last one stays: what the other has
 * found out is found out again.
 *
 * @param tell Is told, in one line, why nothing could be written.
 */
export async function writeKept(
  subject: Subject,
  { inputs, keys, fresh }: Come,
  tell: (line: string) => void,
): Promise<void> {
  const file = fileOf(subject)
  const before = await readKept(subject, () => {})
  const asked = new Set(keys)
  const all = [...fresh, ...before.kept.filter(({ key }) => !asked.has(key))]
  const draft = `${file}.${randomUUID()}.new`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(draft, formatRecord({ format: 1, ...subject, inputs, kept: fitting(all) }))
    await rename(draft, file)
    await prune(dirname(file))
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    tell(`Nothing is kept of ${subject.tutorial}: ${(error as Error).message}`)
  }
}

function fitting(all: readonly Kept[]): Kept[] {
  let bytes = 0
  return all.filter((one) => (bytes += JSON.stringify(one).length) <= MAX_RECORD)
}

/** Whatever goes while this looks has been removed by another run. */
async function prune(directory: string): Promise<void> {
  const names = await readdir(directory)
  const found = names.map(async (name) => {
    const path = join(directory, name)
    const { mtimeMs, size } = await stat(path).catch(() => ({ mtimeMs: 0, size: 0 }))
    return { path, mtimeMs, size, isDraft: name.endsWith('.new') }
  })
  const files = (await Promise.all(found)).toSorted((a, b) => b.mtimeMs - a.mtimeMs)
  let bytes = 0
  const old = files.filter(({ mtimeMs, size, isDraft }, index) => {
    bytes += size
    if (isDraft) return Date.now() - mtimeMs > LEFT_MS
    return index >= MAX_RECORDS || bytes > MAX_BYTES
  })
  for (const { path } of old) await rm(path, { force: true })
}

function fileOf({ tutorial, cell }: Subject): string {
  const name = createHash('sha256')
    .update(JSON.stringify([tutorial, cell]))
    .digest('hex')
  return join(config.cacheDir, 'verdicts', `${name.slice(0, 32)}.json`)
}
