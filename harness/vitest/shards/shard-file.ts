import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { NixproofError } from '../../errors.ts'
import type { ListedCell } from '../../matrix/cell.ts'
import type { Shard, Unit } from '../../matrix/shard.ts'

const KIND = 'nixproof results'

interface Versions {
  readonly nixproof: string
  readonly vitest: string
}

export interface PlannedUnit extends Unit {
  /** Of the plan: of the text, of what its directives say, and of what was chosen. */
  readonly digest: string
}

/** What one machine has found, with all that has to be the same on the others. */
export interface ShardFile extends Versions {
  readonly kind: typeof KIND
  readonly format: 1
  readonly shard: Shard
  /** Where nixproof was called. */
  readonly root: string
  /** Of the repository, and a digest of what has been changed since. */
  readonly commit?: string
  /** Options that change what comes of a run. */
  readonly settings: Readonly<Record<string, string>>
  /** Where its Nix comes from; absent where the shard had nothing to do. */
  readonly image?: string
  /** Of all shards. */
  readonly units: readonly PlannedUnit[]
  /** Where there are several. */
  readonly cells?: readonly ListedCell[]
  /** Of `blob`. */
  readonly digest: string
  /** As vitest's reporter writes it; empty where the shard had nothing to do. */
  readonly blob: string
}

/** Any version's. */
const HEAD: z.ZodType<Versions> = z.object({
  kind: z.literal(KIND),
  nixproof: z.string(),
  vitest: z.string(),
})

const FILE: z.ZodType<ShardFile> = z.object({
  kind: z.literal(KIND),
  format: z.literal(1),
  nixproof: z.string(),
  vitest: z.string(),
  shard: z.object({ index: z.int().positive(), count: z.int().positive() }),
  root: z.string(),
  commit: z.string().exactOptional(),
  settings: z.record(z.string(), z.string()),
  image: z.string().exactOptional(),
  units: z.array(
    z.object({ tutorial: z.string(), cell: z.string().exactOptional(), digest: z.string() }),
  ),
  cells: z
    .array(
      z.object({
        name: z.string(),
        image: z.enum(['official', 'embedded']),
        nix: z.string(),
        nixpkgs: z.string(),
        sandbox: z.boolean(),
        variant: z.enum(['local', 'fetched']),
      }),
    )
    .exactOptional(),
  digest: z.string(),
  blob: z.string(),
})

/** All but what came of it. */
export type ShardFacts = Omit<ShardFile, 'kind' | 'format' | 'digest' | 'blob'>

/** @throws NixproofError FILE_NOT_WRITTEN */
export async function writeShardFile(path: string, facts: ShardFacts, blob: string): Promise<void> {
  const file: ShardFile = { kind: KIND, format: 1, ...facts, digest: digestOf(blob), blob }
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `${JSON.stringify(file)}\n`)
  } catch (cause) {
    throw notWritten(path, cause)
  }
}

export function notWritten(path: string, cause: unknown): NixproofError {
  return new NixproofError('FILE_NOT_WRITTEN', 'The results cannot be written', {
    wanted: 'A file that can be written',
    found: cause instanceof Error ? cause.message : String(cause),
    place: { file: path },
    cause,
  })
}

/**
 * @param own Of whoever reads it.
 * @throws NixproofError SHARD_INVALID for what is no such file, or not whole; SHARDS_DIFFER for one
 *   that another version has written.
 */
export async function readShardFile(path: string, own: Versions): Promise<ShardFile> {
  const value = await readJson(path)
  const head = HEAD.safeParse(value)
  if (!head.success) throw invalid(path, 'A file of another kind')
  const words = ({ nixproof, vitest }: Versions): string => `nixproof ${nixproof}, vitest ${vitest}`
  if (words(head.data) !== words(own)) {
    throw new NixproofError('SHARDS_DIFFER', 'Results are of another version', {
      wanted: words(own),
      found: words(head.data),
      place: { file: path },
      next: 'Use one version on all machines: npm ci, with the same lock file',
    })
  }
  const file = FILE.safeParse(value)
  if (!file.success) throw invalid(path, z.prettifyError(file.error))
  if (digestOf(file.data.blob) !== file.data.digest) {
    throw invalid(path, 'Results that are not what their digest says')
  }
  return file.data
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw invalid(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function invalid(path: string, found: string, cause?: unknown): NixproofError {
  return new NixproofError('SHARD_INVALID', 'Results cannot be read', {
    wanted: 'A whole file of --reporter blob, and no other file beside it',
    found,
    place: { file: path },
    next: 'Upload it again, or run its shard again',
    cause,
  })
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
