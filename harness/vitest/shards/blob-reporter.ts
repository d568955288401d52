import { readFile } from 'node:fs/promises'
import { ReportersMap, type Reporter, type TestModule, type Vitest } from 'vitest/node'
import { notWritten, writeShardFile, type ShardFacts } from './shard-file.ts'

type Errors = Parameters<NonNullable<Reporter['onTestRunEnd']>>[1]

/** Writes what came of a run for `nixproof merge`: vitest's own blob, and what it is of. */
export class BlobReporter implements Reporter {
  readonly #file: string
  readonly #facts: () => ShardFacts
  readonly #vitest: InstanceType<typeof ReportersMap.blob>

  /** @param facts Asked when the run has ended. */
  constructor(file: string, facts: () => ShardFacts) {
    this.#file = file
    this.#facts = facts
    this.#vitest = new ReportersMap.blob({ outputFile: file })
  }

  onInit({ version, config, projects }: Vitest): void {
    // It would say on standard output what it has written, and that may be another report.
    const logger = { log: () => {} }
    this.#vitest.onInit({ version, config, projects, logger } as unknown as Vitest)
  }

  async onTestRunEnd(modules: readonly TestModule[], errors: Errors): Promise<void> {
    await this.#vitest.onTestRunEnd([...modules], [...errors]).catch((cause: unknown) => {
      throw notWritten(this.#file, cause)
    })
    await writeShardFile(this.#file, this.#facts(), await readFile(this.#file, 'utf8'))
  }
}
