import { resolve } from 'node:path'
import process from 'node:process'
import { shareRun } from '../config.ts'
import type { MatrixCell } from '../matrix/cell.ts'
import type { Config } from '../matrix/read-config.ts'
import { Benches } from '../tutorial/reuse/benches.ts'
import { CellImages } from './_cell-images.ts'
import { endVerify } from './_end-verify.ts'
import { GridReporter } from './_grid-reporter.ts'
import type { ConfiguredTutorial } from './_matrix-tutorials.ts'
import { MatrixReporter } from './_matrix-reporter.ts'
import { matrixPart } from './_matrix-part.ts'
import { planEach } from './_plan-all.ts'
import { settingsOf } from './_nix-settings.ts'
import { noChecksIn } from './_no-checks-in.ts'
import { printError } from './_print.ts'
import { Progress } from './_progress.ts'
import { chooseReports, type ReporterFlags } from './_reporter-options.ts'
import { openReporters } from './_reporters.ts'
import { setUpEngine } from './_setup.ts'
import type { ShardFlags } from './_shard-option.ts'
import { closeWarm, openWarm, type WarmFlags } from './_warm.ts'

export interface MatrixFlags extends ReporterFlags, ShardFlags, WarmFlags {
  /** How many containers work at once. Default: `jobsFor()` of the engine's machine. */
  readonly jobs?: number
  readonly incremental?: true
}

/**
 * Proves tutorials in all cells, each in a container of its own.
 *
 * @param config Whose machines and caches Nix is told of, and how large the warm store may be.
 * @returns The exit code of the gravest blame; 2 also where a cell has run no check.
 * @throws {NixproofError} `NO_CHECKS` when not one check was run at all.
 */
export async function runMatrix(
  named: readonly ConfiguredTutorial[],
  chosen: readonly MatrixCell[],
  flags: MatrixFlags,
  config: Config,
): Promise<number> {
  const startedAt = performance.now()
  const reports = chooseReports(flags)
  const tutorials = new Map(named.map((one) => [resolve(one.file), one]))
  const planned = await planEach(new Map(named.map((one) => [one.file, one])))
  const nix = settingsOf(config)
  const part = await matrixPart({ cells: chosen, planned, tutorials }, flags.shard, reports, nix)
  if (part?.isEmpty) return part.endWithout()
  const files = (cell: MatrixCell): string[] =>
    [...planned.keys()].filter((file) => part?.has(file, cell.name) ?? true)
  const cells = chosen.filter((cell) => files(cell).length > 0)
  const own = await openReporters(reports, {
    live: false,
    own: new MatrixReporter(),
    ...(part?.facts && { facts: () => part.facts! }),
  })
  shareRun()
  using progress = new Progress()
  const engine = await setUpEngine(progress)
  const images = await CellImages.open(engine, cells, (cell, line) =>
    process.stderr.write(
      `Image (${cell.image}, Nix ${cell.nix}, nixpkgs ${cell.nixpkgs}): ${line}\n`,
    ),
  )
  const { cellTasks, defaultJobs } = await import('./_cell-checkers.ts')
  const jobs = flags.jobs ?? (await defaultJobs(engine))
  const benches = flags.incremental && new Benches(engine)
  await using warm = await openWarm(engine, flags, async () => config)
  const what = { tutorials, planned, files, nix }
  const tasks = cellTasks({ engine, images, jobs, benches, warm, ...what })
  // The first containers start while vitest gets ready.
  for (const { checker } of tasks.slice(0, jobs)) void checker.begin?.()

  const [{ PlanRunner }, { deskKey }] = await Promise.all([
    import('../vitest/run.ts'),
    import('../vitest/desk.ts'),
  ])
  // A part has gaps, and the merge shows it all.
  const reporters = part?.merged ? own : [...own, new GridReporter(chosen, [...planned.keys()])]
  await using runner = await PlanRunner.open(
    [...planned.keys()],
    reporters,
    { planned },
    {
      cells: images.cells.map((cell) => ({
        name: cell.name,
        expected: cell.expected,
        files: files(cell),
      })),
      // One more than work: its container is started ahead, and waits for its turn.
      workers: Math.min(jobs + 1, tasks.length),
    },
  )
  const checkers = new Map(
    tasks.map(({ cell, file, checker }) => [deskKey(file, cell.name), checker]),
  )
  const outcome = await runner.run(checkers, { merged: part?.merged })
  await closeWarm(warm)
  if (outcome.empty.length > 0) printError(noChecksIn(outcome.empty))
  return endVerify(engine, outcome, { startedAt, reports })
}
