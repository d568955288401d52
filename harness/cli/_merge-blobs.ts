import { glob, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { version } from 'vitest/node'
import { NixproofError } from '../errors.ts'
import { formatShard } from '../matrix/shard.ts'
import { compareShards, type NamedShard } from '../vitest/shards/compare-shards.ts'
import { findMissing } from '../vitest/shards/find-missing.ts'
import { mergeResults } from '../vitest/shards/merge-results.ts'
import { readShardFile } from '../vitest/shards/shard-file.ts'
import { CheckReporter } from './_check-reporter.ts'
import { tellOutcome } from './_end-verify.ts'
import { GridReporter } from './_grid-reporter.ts'
import { MatrixReporter } from './_matrix-reporter.ts'
import { noChecksIn } from './_no-checks-in.ts'
import { printError } from './_print.ts'
import { chooseReports, type ReporterFlags } from './_reporter-options.ts'
import { openReporters } from './_reporters.ts'
import { readVersion } from './_version.ts'

/** More of them say no more. */
const MOST_NAMES = 8

/**
 * Reports what the shards of a run have found; those that are missing fail in the report as well.
 *
 * @returns The exit code.
 */
export async function mergeBlobs(names: readonly string[], flags: ReporterFlags): Promise<number> {
  const startedAt = performance.now()
  const reports = chooseReports(flags)
  const [first, ...others] = await readAll(await findFiles(names))
  const shards = [first, ...others] as const
  const absent = compareShards(shards)
  const missing = findMissing(shards, absent)
  const { cells, units } = first.file
  const files = [...new Set(units.map(({ tutorial }) => resolve(tutorial)))]
  const own = cells ? new MatrixReporter() : new CheckReporter({ live: false })
  const asked = await openReporters(reports, { live: false, own })
  const reporters = [...asked, ...(cells ? [new GridReporter(cells, files)] : [])]
  const outcome = await mergeResults(shards, missing, reporters)
  if (outcome.empty.length > 0) printError(noChecksIn(outcome.empty))
  const exitCode = tellOutcome(outcome, { startedAt, reports })
  if (absent.length === 0) return exitCode
  const { count } = first.file.shard
  const nameAll = (indexes: readonly number[]): string => {
    const all = indexes.map((index) => formatShard({ index, count }))
    if (all.length <= MOST_NAMES) return all.join(' and ')
    return `${all.slice(0, MOST_NAMES).join(', ')} and ${all.length - MOST_NAMES} more`
  }
  const are = absent.length === 1 ? 'Shard' : 'Shards'
  throw new NixproofError('SHARD_MISSING', `${are} ${nameAll(absent)}: results are missing`, {
    wanted: `Results of ${count} shards`,
    found: `Those of ${nameAll(shards.map(({ file }) => file.shard.index).toSorted((a, b) => a - b))}`,
    next: 'Look at what those machines say, run them again, and merge again',
  })
}

async function readAll(paths: readonly string[]): Promise<[NamedShard, ...NamedShard[]]> {
  const own = { nixproof: readVersion(), vitest: version }
  const shards: NamedShard[] = []
  for (const path of paths) shards.push({ path, file: await readShardFile(path, own) })
  return shards as [NamedShard, ...NamedShard[]]
}

/** @throws NixproofError USAGE where there is none. */
async function findFiles(names: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  for (const name of names) {
    const kind = await stat(name).catch(() => undefined)
    if (kind?.isFile()) found.add(here(name))
    else if (kind?.isDirectory()) {
      for await (const entry of glob('**', { cwd: name, withFileTypes: true }))
        if (entry.isFile()) found.add(here(join(entry.parentPath, entry.name)))
    } else throw noFile(`Nothing by the name "${name}"`)
  }
  if (found.size === 0) throw noFile(`None in ${names.map((name) => `"${name}"`).join(', ')}`)
  return [...found].toSorted()
}

/** Named twice, it is one file. */
function here(path: string): string {
  return relative('.', path)
}

function noFile(found: string): NixproofError {
  return new NixproofError('USAGE', 'There are no results to merge', {
    wanted: 'Files of --reporter blob, one of each shard',
    found,
    next: 'Run the shards: nixproof verify docs --shard 1/4 --reporter blob --output-file blob=PATH',
  })
}
