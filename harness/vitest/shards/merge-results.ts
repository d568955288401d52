import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { createVitest, type CliOptions } from 'vitest/node'
import { openTempDir } from '../../engine/temp-dir.ts'
import { outcomeOf, type Outcome } from '../outcome.ts'
import type { Reporters } from '../run.ts'
import type { NamedShard } from './compare-shards.ts'
import { blobOfMissing, type MissingResult } from './missing-results.ts'

/**
 * Reports what several machines have found as if it were of one run.
 *
 * @param missing What nobody has results of: each is reported as a check that does not hold.
 * @returns As of a run.
 * @throws {NixproofError} `NO_CHECKS` when not one check was run.
 */
export async function mergeResults(
  shards: readonly NamedShard[],
  missing: readonly MissingResult[],
  reporters: Reporters,
): Promise<Outcome> {
  const root = process.cwd()
  await using temporary = await openTempDir('merge')
  const directory = temporary.path
  const found = shards.map(({ file }) => file.blob && relocate(file.blob, file.root, root))
  const blobs = [...found, missing.length > 0 && blobOfMissing(missing, root)]
  for (const [index, blob] of blobs.entries())
    if (blob) await writeFile(join(directory, `${index}.json`), blob)
  const units = shards.flatMap(({ file }) => file.units)
  const cells = new Set(units.flatMap(({ cell }) => (cell === undefined ? [] : [cell])))
  const vitest = await createVitest('test', options(directory, reporters), {
    ...(cells.size > 0 && { test: { projects: [...cells].map(projectOf) } }),
  })
  try {
    const { testModules, unhandledErrors } = await vitest.mergeReports(directory)
    // The exit code is decided by whoever asked, with the blame in view.
    process.exitCode = undefined
    return outcomeOf(testModules, unhandledErrors)
  } finally {
    await vitest.close()
  }
}

function options(directory: string, reporters: Reporters): CliOptions {
  return {
    config: false,
    include: [],
    watch: false,
    fsModuleCache: false,
    cache: false,
    mergeReports: directory,
    reporters: [...reporters],
  }
}

function projectOf(name: string): { readonly test: { name: string; include: string[] } } {
  return { test: { name, include: [] } }
}

/**
 * Machines have checked out in directories of their own: what is a path in there is one in ours. A blob
 * is a list of values, of which each text is one (https://github.com/WebReflection/flatted).
 */
function relocate(blob: string, from: string, to: string): string {
  if (from === to) return blob
  const values = JSON.parse(blob) as unknown[]
  const moved = values.map((value) =>
    typeof value === 'string' && (value === from || value.startsWith(`${from}/`))
      ? `${to}${value.slice(from.length)}`
      : value,
  )
  return JSON.stringify(moved)
}
