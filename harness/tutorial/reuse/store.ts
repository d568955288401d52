import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { config } from '../../config.ts'
import type { Cell } from '../running/cell.ts'
import { formatRecord, parseRecord, type Kept, type Proved, type VerdictRecord } from './_format.ts'

/** Of one tutorial in one cell. Bytes. */
const MAX_RECORD = 1024 * 1024
/** Of them all; the oldest go first. */
const MAX_RECORDS = 4000
const MAX_BYTES = 128 * 1024 * 1024
/** What a run that was killed has not renamed. Milliseconds. */
const LEFT_MS = 60 * 60_000

/** Whose record it is. */
export type Subject = Pick<VerdictRecord, 'nixproof' | 'tutorial' | 'cell'>

/** Of what is a cell, and of nothing that somebody has added. */
export function textOf({ nix, nixpkgs, image, sandbox, variant }: Cell): string {
  return JSON.stringify({ nix, nixpkgs, image, sandbox, variant })
}

/** Where they are, a file each. */
export function verdictsDirectory(): string {
  return join(config.cacheDir, 'verdicts')
}

/**
 * What is kept of a tutorial in a cell; nothing where nothing is.
 *
 * @param tell Is told, in one line, why what is there counts for nothing.
 */
export async function readKept(
  subject: Subject,
  tell: (line: string) => void,
): Promise<readonly Proved[]> {
  const file = fileOf(subject)
  try {
    const record = parseRecord(await readFile(file, 'utf8'))
    if (record.tutorial !== subject.tutorial || record.cell !== subject.cell)
      throw new Error('it is of another tutorial')
    if (record.nixproof !== subject.nixproof)
      throw new Error(`it is of another nixproof, ${record.nixproof}`)
    return record.proved
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    tell(`What is kept of ${subject.tutorial} is dropped: ${(error as Error).message} (${file})`)
    return []
  }
}

/** What a run has come to. */
interface Come {
  readonly inputs: Proved['inputs']
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
  const isSame = ({ inputs: those }: Proved): boolean => isDeepStrictEqual(those, inputs)
  const rest = before.filter(isSame).flatMap(({ kept }) => kept)
  const kept = [...fresh, ...rest.filter(({ key }) => !asked.has(key))]
  const all = [{ inputs, kept }, ...before.filter((one) => !isSame(one))]
  const draft = `${file}.${randomUUID()}.new`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(draft, formatRecord({ format: 2, ...subject, proved: fitting(all) }))
    await rename(draft, file)
    await prune(dirname(file))
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    tell(`Nothing is kept of ${subject.tutorial}: ${(error as Error).message}`)
  }
}

/**
 * Forgets what is kept of a tutorial, as a run has shown that one of its checks does not hold. Which of
 * the inputs that run had is not asked: any doubt means that the checks are done.
 *
 * @param cell Default: in all of them.
 */
export async function forgetKept(tutorial: string, cell?: Cell): Promise<void> {
  const directory = verdictsDirectory()
  const begin = fileName(tutorial, cell === undefined ? undefined : textOf(cell))
  const names = await readdir(directory).catch(() => [])
  const own = names.filter((name) => name.startsWith(begin) && name.endsWith('.json'))
  await Promise.all(own.map((name) => rm(join(directory, name), { force: true })))
}

function fitting(all: readonly Proved[]): Proved[] {
  let bytes = 0
  const fits = (one: unknown): boolean => (bytes += JSON.stringify(one).length) <= MAX_RECORD
  return all
    .map(({ inputs, kept }) => ({ inputs, kept: fits(inputs) ? kept.filter(fits) : [] }))
    .filter(({ kept }) => kept.length > 0)
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
  return join(verdictsDirectory(), `${fileName(tutorial, cell)}.json`)
}

/** Without a cell, what those of all cells begin with. */
function fileName(tutorial: string, cell = ''): string {
  const [first, second] = [tutorial, cell].map((text) =>
    createHash('sha256').update(text).digest('hex').slice(0, 24),
  )
  return `${first}-${cell === '' ? '' : second}`
}
