import { dirname, resolve } from 'node:path'
import { jobsFor } from '../container/jobs.ts'
import { machineOf } from '../container/engine.ts'
import type { Engine } from '../engine/find.ts'
import type { MatrixCell } from '../matrix/cell.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import { openReader } from '../tutorial/running/reader.ts'
import type { Checker } from '../tutorial/verdict.ts'
import type { WayOut } from '../tutorial/way-out.ts'
import { openCellChecker } from './_cell-checker.ts'
import type { CellImages } from './_cell-images.ts'
import type { ConfiguredTutorial } from './_matrix-tutorials.ts'
import { openOut } from './_way-out.ts'
import { Slots } from './_slots.ts'

/** A tutorial in a cell, and who does its checks there. */
export interface CellTask {
  readonly cell: MatrixCell
  /** Absolute. */
  readonly file: string
  readonly checker: Checker
}

export interface CellTasksOptions {
  readonly engine: Engine
  readonly images: CellImages
  /** By absolute file. */
  readonly tutorials: ReadonlyMap<string, ConfiguredTutorial>
  readonly planned: ReadonlyMap<string, Planned>
  /** How many may work at once. */
  readonly jobs: number
}

/** All that a matrix has to do, in the order in which it is begun. */
export function cellTasks(options: CellTasksOptions): CellTask[] {
  const { images, planned, jobs } = options
  const slots = new Slots(jobs)
  return images.cells.flatMap((cell) =>
    [...planned].map(([file, one]) => {
      const open = (): Promise<Checker> => openIn(options, cell, file, one)
      return { cell, file, checker: openCellChecker({ plan: one.plan, cell, slots, open }) }
    }),
  )
}

/** As {@link jobsFor} says, of the machine that the engine runs on. */
export async function defaultJobs({ docker }: Engine): Promise<number> {
  return jobsFor(await machineOf(docker))
}

async function openIn(
  { engine, images, tutorials }: CellTasksOptions,
  cell: MatrixCell,
  file: string,
  planned: Planned,
): Promise<Checker> {
  const { reference: image } = await images.of(cell)
  const tutorial = tutorials.get(file)!
  const { workspace = dirname(file), mountAs } = tutorial
  const wayOut = await openCellOut(engine, cell, tutorial, planned)
  const place = { file, workspace: resolve(workspace), mountAs }
  return openReader({ engine, image, cell, ...planned, ...place, wayOut })
}

/** The variant decides whether clones are served; recorded traffic is, in either. */
function openCellOut(
  engine: Engine,
  { variant }: MatrixCell,
  { file, origins }: ConfiguredTutorial,
  { plan }: Planned,
): Promise<WayOut | undefined> {
  const fetched = variant === 'fetched'
  const flags = { origin: fetched ? origins : [], network: 'closed' } as const
  return openOut(engine, flags, resolve(file), fetched ? plan : undefined)
}
