import { dirname, relative } from 'node:path'
import process from 'node:process'
import type { Engine } from '../engine/find.ts'
import type { NixImage } from '../image/ensure.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import { reusedText } from '../tutorial/reporting/reused-text.ts'
import { readBench } from '../tutorial/reuse/inputs.ts'
import { reuseVerdicts, type Reuse } from '../tutorial/reuse/reuse.ts'
import type { Cell } from '../tutorial/running/cell.ts'
import type { Checker } from '../tutorial/verdict.ts'
import type { Outcome } from '../vitest/outcome.ts'
import { checkPlace } from './_print.ts'
import { Progress } from './_progress.ts'
import type { RunFlags } from './_run-options.ts'
import { chooseOut } from './_way-out.ts'

type OpenReader = (file: string, planned: Planned) => Promise<Checker>

interface Incremental {
  /** Who does the checks of a tutorial, or tells what came of them. */
  readonly open: OpenReader
  /** Of them all, when not one check has to be done, and the text is not wrong by itself. */
  readonly unchanged: Outcome | undefined
  /** Tells of each check what {@link unchanged} counts. */
  readonly tell: () => void
}

interface On {
  readonly engine: Engine
  readonly image: NixImage
  readonly cell: Cell
  readonly flags: RunFlags
}

/**
 * Finds out which tutorials have to be proved again.
 *
 * @param open The reader of one, in a container.
 */
export async function openIncremental(
  planned: ReadonlyMap<string, Planned>,
  { engine, image, cell, flags }: On,
  open: OpenReader,
): Promise<Incremental> {
  const bench = await readBench(engine, image.reference)
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  const reuses = new Map<string, Reuse>()
  for (const [file, one] of planned) {
    const options = {
      planned: one,
      file,
      workspace: flags.workspace ?? dirname(file),
      mountAs: flags.mountAs,
      cell,
      origins: await chooseOut(flags, file, one.plan),
    }
    const reuse = await reuseVerdicts(options, bench, () => open(file, one), say)
    reuses.set(file, reuse)
    if (reuse.why !== undefined) say(`${one.plan.tutorial} is run: ${reuse.why}`)
  }
  return {
    open: (file) => reuses.get(file)!.open(),
    unchanged: outcomeOf(planned, reuses),
    tell: () => {
      for (const [file, one] of planned) tellReused(one, file, reuses.get(file)!)
      say('Nothing was run, and no container started: no input has changed since')
    },
  }
}

function outcomeOf(
  planned: ReadonlyMap<string, Planned>,
  reuses: ReadonlyMap<string, Reuse>,
): Outcome | undefined {
  let [held, skipped] = [0, 0]
  for (const [file, { plan, findings }] of planned) {
    const { reused } = reuses.get(file)!
    const isWrong = findings.some(({ severity }) => severity !== 'warning')
    if (!reused || isWrong) return undefined
    const proved = [...reused.values()].filter((verdict) => verdict.held === true).length
    held += proved
    skipped += plan.checks.length - proved
  }
  // Where not one was proved, that is an error, and none of this file's.
  return held === 0 ? undefined : { held, reused: held, skipped, failed: 0, exitCode: 0, empty: [] }
}

function tellReused({ plan }: Planned, file: string, { reused }: Reuse): void {
  const progress = new Progress()
  for (const [index, { name, skip }] of plan.checks.entries()) {
    const verdict = reused?.get(index)
    const place = checkPlace(relative(process.cwd(), file), name)
    if (verdict?.held === true) {
      progress.tell(place, 'held', reusedText(verdict.reused ?? ''))
    } else {
      progress.report(place, 'skipped', 0)
      progress.detail([skip?.reason ?? (verdict?.held === 'skipped' ? verdict.reason : '')])
    }
  }
}
