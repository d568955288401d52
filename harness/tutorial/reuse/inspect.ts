import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseRecord, type VerdictRecord } from './_format.ts'
import { verdictsDirectory } from './store.ts'

/** What `--incremental` has kept on this machine. */
export interface KeptVerdicts {
  readonly directory: string
  readonly tutorials: number
  readonly verdicts: number
  /** Files that count for nothing: damaged, half written, or of another form. */
  readonly unreadable: number
  /** Bytes, of all files. */
  readonly size: number
  /** When checks were done: ISO 8601; absent where there is no verdict. */
  readonly oldestAt?: string
  readonly newestAt?: string
}

export async function readVerdicts(): Promise<KeptVerdicts> {
  const found = await Promise.all((await files()).map(look))
  const records = found.flatMap(({ record }) => record ?? [])
  const dates = records
    .flatMap(({ proved }) => proved.flatMap(({ kept }) => kept.map(({ at }) => at)))
    .toSorted()
  const [oldestAt, newestAt] = [dates[0], dates.at(-1)]
  return {
    directory: verdictsDirectory(),
    tutorials: new Set(records.map(({ tutorial }) => tutorial)).size,
    verdicts: dates.length,
    unreadable: found.length - records.length,
    size: found.reduce((sum, { size }) => sum + size, 0),
    ...(oldestAt !== undefined && { oldestAt }),
    ...(newestAt !== undefined && { newestAt }),
  }
}

/** The directory stays: a run that goes on may be about to write to it. */
export async function clearVerdicts(): Promise<void> {
  await Promise.all((await files()).map((file) => rm(file, { force: true })))
}

async function files(): Promise<string[]> {
  const directory = verdictsDirectory()
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.filter((name) => /\.(json|new)$/.test(name)).map((name) => join(directory, name))
}

async function look(
  file: string,
): Promise<{ readonly record?: VerdictRecord; readonly size: number }> {
  const { size } = await stat(file).catch(() => ({ size: 0 }))
  try {
    return { record: parseRecord(await readFile(file, 'utf8')), size }
  } catch {
    return { size }
  }
}
