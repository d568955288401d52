import { parse } from 'flatted'
import type { RunnerTestFile } from 'vitest/node'
import { formatShard, unitsOfShard } from '../../matrix/shard.ts'
import { nameOfUnit, type NamedShard } from './compare-shards.ts'
import type { MissingResult } from './missing-results.ts'

/**
 * What the shards should have run, and have no results of.
 *
 * @param absent The shards that nobody has handed in, counted from 1.
 */
export function findMissing(
  shards: readonly [NamedShard, ...NamedShard[]],
  absent: readonly number[],
): MissingResult[] {
  const { units, shard } = shards[0].file
  const there = shards.map(({ file }) => formatShard(file.shard)).join(', ')
  const ofAbsent = absent.flatMap((index) => {
    const name = formatShard({ index, count: shard.count })
    return unitsOfShard(units, { index, count: shard.count }).map((unit) =>
      missing(unit, `Shard ${name} is missing`, `Results of ${there}`, name),
    )
  })
  const ofOthers = shards.flatMap(({ file, path }) => {
    const name = formatShard(file.shard)
    const known = new Set(file.blob === '' ? [] : resultsOf(file.blob))
    return unitsOfShard(units, file.shard)
      .filter(({ tutorial, cell = '' }) => !known.has(keyOf(tutorial, cell)))
      .map((unit) => missing(unit, `Shard ${name} ended too early`, `None in "${path}"`, name))
  })
  return [...ofAbsent, ...ofOthers]
}

function missing(
  unit: MissingResult['unit'],
  summary: string,
  found: string,
  shard: string,
): MissingResult {
  const failure = {
    blame: 'environment',
    code: 'SHARD_MISSING',
    summary,
    wanted: `Results of ${nameOfUnit(unit)}`,
    found,
    place: { file: unit.tutorial },
    next: `Run shard ${shard} again, and merge again`,
  } as const
  return { unit, failure }
}

function resultsOf(blob: string): string[] {
  const [, files] = parse(blob) as [version: string, files: readonly RunnerTestFile[]]
  return files.map(({ name, projectName = '' }) => keyOf(name, projectName))
}

function keyOf(tutorial: string, cell: string): string {
  return JSON.stringify([tutorial, cell])
}
