import { resolve } from 'node:path'
import process from 'node:process'
import { NixproofError } from '../errors.ts'
import { formatShard, unitsOfShard, type Shard } from '../matrix/shard.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import type { Outcome } from '../vitest/run.ts'
import { digestOf, writeShardFile, type ShardFacts } from '../vitest/shards/shard-file.ts'
import type { Report } from './_reporter-options.ts'
import type { RunFlags } from './_run-options.ts'
import { nameOf, settingsOf, shardFacts } from './_shard-facts.ts'
import type { ShardFlags } from './_shard-option.ts'

/** What this machine proves, of all tutorials. */
export class Part {
  readonly planned: ReadonlyMap<string, Planned>
  /** What the blob is of, where one is written. */
  readonly facts: ShardFacts | undefined
  readonly #shard: Shard | undefined
  readonly #blob: string | undefined

  private constructor(
    planned: ReadonlyMap<string, Planned>,
    facts: ShardFacts | undefined,
    { shard, blob }: { readonly shard: Shard | undefined; readonly blob: string | undefined },
  ) {
    this.planned = planned
    this.facts = facts
    this.#shard = shard
    this.#blob = blob
  }

  /** @param all The plans of all shards, by absolute file. */
  static async take(
    all: ReadonlyMap<string, Planned>,
    flags: RunFlags & ShardFlags,
    reports: readonly Report[],
  ): Promise<Part> {
    const { shard } = flags
    const units = [...all].map(([file, planned]) => ({
      tutorial: nameOf(file),
      digest: digestOf(JSON.stringify(planned)),
    }))
    const mine = new Set(
      (shard ? unitsOfShard(units, shard) : units).map(({ tutorial }) => resolve(tutorial)),
    )
    if (shard) say(`Shard ${formatShard(shard)}: ${mine.size} of ${all.size} tutorials`)
    const blob = reports.find(({ name }) => name === 'blob')?.file
    const facts = blob === undefined ? undefined : await shardFacts(shard, units, settingsOf(flags))
    return new Part(new Map([...all].filter(([file]) => mine.has(file))), facts, { shard, blob })
  }

  /**
   * Ends a machine that there is no work for: that everything was run is for the merge to say.
   *
   * @returns The exit code.
   * @throws NixproofError NO_CHECKS where nobody could merge it.
   */
  async endWithout(): Promise<number> {
    if (this.#blob === undefined || !this.facts) throw this.#nothing()
    await writeShardFile(resolve(this.#blob), this.facts, '')
    say(`Nothing to prove: there are fewer tutorials than shards`)
    return 0
  }

  /** That a part has nothing but what is skipped does not say that the whole has. */
  async settle(running: Promise<Outcome>): Promise<Outcome> {
    return running.catch((error: unknown) => {
      const isEmpty = error instanceof NixproofError && error.code === 'NO_CHECKS'
      if (!isEmpty || !this.#shard || !this.facts) throw error
      say(`Nothing to prove: all of this shard was skipped`)
      return { held: 0, failed: 0, skipped: 0, exitCode: 0 }
    })
  }

  #nothing(): NixproofError {
    return new NixproofError('NO_CHECKS', 'There are fewer tutorials than shards', {
      wanted: 'A tutorial to prove, or results that are merged with those of other shards',
      found: 'Neither',
      next: 'Give --reporter blob --output-file blob=PATH, or fewer shards',
    })
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
