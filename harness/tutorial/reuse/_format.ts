import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Verdict } from '../verdict.ts'

/** A verdict that may be told again. */
export interface Kept {
  readonly key: string
  /** When the check was done: ISO 8601. */
  readonly at: string
  readonly verdict: Extract<Verdict, { held: true | 'skipped' }>
}

/** Verdicts that were come to with the same inputs. */
export interface Proved {
  readonly inputs: Readonly<{ [name: string]: string }>
  /** The newest first. */
  readonly kept: readonly Kept[]
}

/** What is kept of one tutorial in one cell. */
export interface VerdictRecord {
  readonly format: 2
  /** Which nixproof has written it. */
  readonly nixproof: string
  readonly tutorial: string
  readonly cell: string
  /** The newest first. */
  readonly proved: readonly Proved[]
}

const step = z.strictObject({
  what: z.string(),
  state: z.enum(['held', 'failed', 'not run']),
})

const verdict = z.union([
  z.strictObject({
    held: z.literal(true),
    notes: z.array(z.string()),
    steps: z.array(step).optional(),
  }),
  z.strictObject({ held: z.literal('skipped'), reason: z.string() }),
])

const proved = z.strictObject({
  inputs: z.record(z.string(), z.string()),
  kept: z.array(z.strictObject({ key: z.string(), at: z.iso.datetime(), verdict })).min(1),
})

const record = z.strictObject({
  format: z.literal(2),
  nixproof: z.string(),
  tutorial: z.string(),
  cell: z.string(),
  proved: z.array(proved),
})

/** The first line is a hash of the second: half a file, or one that was altered, is noticed. */
export function formatRecord(data: VerdictRecord): string {
  const text = JSON.stringify(data)
  return `${hashOf(text)}\n${text}\n`
}

/** @throws Error with the reason, for one that is not as it was written. */
export function parseRecord(file: string): VerdictRecord {
  const [hash, text = '', ...rest] = file.split('\n')
  if (hashOf(text) !== hash || rest.join('') !== '') throw new Error('it is damaged')
  const { data, error } = record.safeParse(JSON.parse(text))
  // What is optional may be there as `undefined` to zod, which JSON has not got.
  if (data) return data as VerdictRecord
  throw new Error('it is of another form', { cause: error })
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
