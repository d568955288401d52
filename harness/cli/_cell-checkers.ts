import { dirname, resolve } from 'node:path'
import process from 'node:process'
import { jobsFor } from '../container/jobs.ts'
import { machineOf } from '../container/engine.ts'
import type { NixSettings } from '../container/nix-settings.ts'
import type { WarmStores } from '../container/warm/stores.ts'
import type { Engine } from '../engine/find.ts'
import type { MatrixCell } from '../matrix/cell.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import type { Benches } from '../tutorial/reuse/benches.ts'
import { contradicting } from '../tutorial/reuse/contradict.ts'
import { reuseVerdicts } from '../tutorial/reuse/reuse.ts'
import { openReader } from '../tutorial/running/reader.ts'
import type { Checker } from '../tutorial/verdict.ts'
import { openCellChecker } from './_cell-checker.ts'
import type { CellImages } from './_cell-images.ts'
import type { ConfiguredTutorial } from './_matrix-tutorials.ts'
import { chooseOut, openOut } from './_way-out.ts'
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
  /** Those that are proved in a cell, absolute. */
  readonly files: (cell: MatrixCell) => readonly string[]
  /** How many may work at once. */
  readonly jobs: number
  /** Machines and caches that Nix is told of. Default: none. */
  readonly nix: NixSettings | undefined
  /** What the verdicts of earlier runs are held against. Default: all is run. */
  readonly benches?: Benches | undefined
  /** What was built before, by image and sandbox setting. Default: all is built. */
  readonly warm?: WarmStores | undefined
}

/** All that a matrix has to do, in the order in which it is begun. */
export function cellTasks(options: CellTasksOptions): CellTask[] {
  const { images, planned, jobs, files, warm } = options
  const slots = new Slots(jobs)
  return images.cells.flatMap((cell) =>
    files(cell).map((file) => {
      const one = planned.get(file)!
      const open = (): Promise<Checker> => openIn(options, cell, file, one)
      const how = { plan: one.plan, cell, slots, open, keeps: warm !== undefined }
      return { cell, file, checker: openCellChecker(how) }
    }),
  )
}

/** As {@link jobsFor} says, of the machine that the engine runs on. */
export async function defaultJobs({ docker }: Engine): Promise<number> {
  return jobsFor(await machineOf(docker))
}

async function openIn(
  { engine, images, tutorials, benches, nix, warm: stores }: CellTasksOptions,
  cell: MatrixCell,
  file: string,
  planned: Planned,
): Promise<Checker> {
  const { reference: image } = await images.of(cell)
  const tutorial = tutorials.get(file)!
  const { workspace = dirname(file), mountAs } = tutorial
  const out = outOf(cell, tutorial, planned, nix)
  const place = { file, workspace: resolve(workspace), mountAs, cell }
  const open = async (): Promise<Checker> => {
    const wayOut = await openOut(engine, ...out)
    const warm = await stores?.of(image, cell.sandbox)
    return openReader({ engine, image, ...planned, ...place, wayOut, warm })
  }
  if (!benches) return contradicting(await open(), file, cell)
  const proof = { planned, ...place, origins: await chooseOut(...out) }
  const reuse = await reuseVerdicts(proof, await benches.of(image), open, say)
  if (reuse.why !== undefined) say(`${planned.plan.tutorial} is run in ${cell.name}: ${reuse.why}`)
  return reuse.open()
}

/** The variant decides whether clones are served; recorded traffic is, in either. */
function outOf(
  { variant }: MatrixCell,
  { file, origins }: ConfiguredTutorial,
  { plan }: Planned,
  nix: NixSettings | undefined,
): Parameters<typeof chooseOut> {
  const fetched = variant === 'fetched'
  const flags = { origin: fetched ? origins : [], network: 'closed' } as const
  return [flags, resolve(file), fetched ? plan : undefined, nix ?? 'none']
}

const say = (line: string): void => void process.stderr.write(`${line}\n`)
