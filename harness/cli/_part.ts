import { relative, resolve, sep } from 'node:path'
import process from 'node:process'
import { NixproofError } from '../errors.ts'
import { formatShard, unitsOfShard, type Shard, type Unit } from '../matrix/shard.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import {
  digestOf,
  writeShardFile,
  type PlannedUnit,
  type ShardFacts,
} from '../vitest/shards/shard-file.ts'
import type { Report } from './_reporter-options.ts'
import { shardFacts } from './_shard-facts.ts'

export interface PartOptions {
  readonly shard: Shard | undefined
  readonly reports: readonly Report[]
  /** Options that change what comes of a run. */
  readonly settings: ShardFacts['settings']
  readonly cells?: ShardFacts['cells']
}

/** What this machine proves, of all that there is. */
export class Part {
  /** What the blob is of, where one is written. */
  readonly facts: ShardFacts | undefined
  /** Whether what it leaves open is for a merge to say. */
  readonly merged: boolean
  readonly isEmpty: boolean
  readonly #keys: ReadonlySet<string>
  readonly #blob: string | undefined

  private constructor(units: readonly Unit[], facts: ShardFacts | undefined, options: PartOptions) {
    this.facts = facts
    this.isEmpty = units.length === 0
    this.merged = facts !== undefined && options.shard !== undefined
    this.#keys = new Set(units.map(({ tutorial, cell }) => keyOf(tutorial, cell)))
    this.#blob = blobOf(options.reports)
  }

  /** @param all The units of all shards. */
  static async take(all: readonly PlannedUnit[], options: PartOptions): Promise<Part> {
    const { shard, reports, settings, cells } = options
    const mine = shard ? unitsOfShard(all, shard) : all
    if (shard) {
      const what = cells ? 'tutorials in cells' : 'tutorials'
      say(`Shard ${formatShard(shard)}: ${mine.length} of ${all.length} ${what}`)
    }
    const isTold = blobOf(reports) !== undefined
    const facts = isTold ? await shardFacts({ shard, units: all, settings, cells }) : undefined
    return new Part(mine, facts, options)
  }

  /** @param file Absolute. */
  has(file: string, cell?: string): boolean {
    return this.#keys.has(keyOf(nameOf(file), cell))
  }

  /**
   * Ends a machine that there is no work for: that everything was run is for the merge to say.
   *
   * @returns The exit code.
   * @throws NixproofError NO_CHECKS where nobody could merge it.
   */
  async endWithout(): Promise<number> {
    if (this.#blob === undefined || !this.facts) {
      throw new NixproofError('NO_CHECKS', 'There are fewer tutorials than shards', {
        wanted: 'A tutorial to prove, or results that are merged with those of other shards',
        found: 'Neither',
        next: 'Give --reporter blob --output-file blob=PATH, or fewer shards',
      })
    }
    await writeShardFile(resolve(this.#blob), this.facts, '')
    say('Nothing to prove: there are fewer tutorials than shards')
    return 0
  }
}

/** What a machine is given of a tutorial. @param file Absolute. */
export function unitOf(file: string, planned: Planned, more?: Inputs): PlannedUnit {
  const digest = digestOf(JSON.stringify([planned, more?.options]))
  return { tutorial: nameOf(file), ...(more && { cell: more.cell }), digest }
}

interface Inputs {
  readonly cell: string
  /** What besides the plan decides what comes of it. */
  readonly options: unknown
}

/** A file as vitest names it: relative to where nixproof is called. */
export function nameOf(file: string): string {
  return relative(process.cwd(), file).split(sep).join('/')
}

function blobOf(reports: readonly Report[]): string | undefined {
  return reports.find(({ name }) => name === 'blob')?.file
}

function keyOf(tutorial: string, cell = ''): string {
  return JSON.stringify([tutorial, cell])
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
