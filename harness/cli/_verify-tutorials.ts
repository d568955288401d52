import { dirname, resolve } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { shareRun } from '../config.ts'
import { chooseChecks } from '../tutorial/planning/choose-checks.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import type { Kept } from '../tutorial/running/entry.ts'
import { contradicting } from '../tutorial/reuse/contradict.ts'
import { checkAhead, openAhead, openLater, type Checker } from '../tutorial/verdict.ts'
import { endVerify } from './_end-verify.ts'
import { cellOf, imageRequest } from './_image-options.ts'
import { configHere } from './_nix-settings.ts'
import type { Part } from './_part.ts'
import { planAhead } from './_plan-ahead.ts'
import { chooseReports, type Report, type ReporterFlags } from './_reporter-options.ts'
import { openReporters } from './_reporters.ts'
import { closeWarm, openWarm } from './_warm.ts'
import { openOut } from './_way-out.ts'
import type { VerifyFlags } from './verify.ts'

/** Proves tutorials by their own text. */
export async function verifyTutorials(
  names: readonly string[],
  flags: VerifyFlags & ReporterFlags,
): Promise<number> {
  const startedAt = performance.now()
  const reports = chooseReports(flags)
  // dockerode and testcontainers are not small, and need no plan; it may be that nobody needs them.
  const reading = flags.incremental ? undefined : import('../tutorial/running/reader.ts')
  const [all, { setUp }] = await Promise.all([
    planAhead(names, flags),
    import('./_setup.ts'),
    flags.incremental ? import('./_incremental.ts') : reading,
  ])
  const chosen = flags.only === undefined ? all : chooseChecks(all, flags.only)
  const part = await partOf(chosen, flags, reports)
  if (part?.isEmpty) return part.endWithout()
  const planned = part ? new Map([...chosen].filter(([file]) => part.has(file))) : chosen
  let kind: string | undefined
  const reporters = await openReporters(reports, {
    live: planned.size === 1,
    ...(part?.facts && { facts: () => ({ ...part.facts!, image: kind! }) }),
  })
  shareRun()
  const containers = reading && (await import('../container/engine.ts'))
  const { engine, image } = await setUp(imageRequest(flags), containers?.adoptEngine)
  kind = image.kind
  const cell = cellOf(image, flags)
  await using warm = await openWarm(engine, flags, configHere)
  const told: string[] = []
  const stepped = Promise.withResolvers<void>()
  const openNew = async (file: string, { plan, findings }: Planned): Promise<Checker> => {
    const { openReader } = await (reading ?? import('../tutorial/running/reader.ts'))
    const wayOut = await openOut(engine, flags, file, plan)
    return openReader({
      engine,
      image: image.reference,
      cell,
      plan,
      findings,
      file,
      workspace: resolve(flags.workspace ?? dirname(file)),
      mountAs: flags.mountAs,
      wayOut,
      warm: await warm?.of(image.reference, flags.sandbox ?? false),
      onKept: flags.keep && ((kept) => told.push(keptText(plan.tutorial, kept))),
      onStep: () => setTimeout(stepped.resolve, TYPING_MS),
    })
  }
  const on = { engine, image, cell, flags }
  const incremental =
    flags.incremental &&
    (await (await import('./_incremental.ts')).openIncremental(planned, on, openNew))
  if (incremental?.unchanged && reports.length === 0) {
    incremental.tell()
    return endVerify(engine, incremental.unchanged, { startedAt, reports })
  }
  const openPlain: typeof openNew = async (file, one) =>
    contradicting(await openNew(file, one), file, cell)
  const open = incremental?.open ?? openPlain
  const checkers = new Map<string, Checker>()
  for (const [file, one] of planned)
    checkers.set(
      file,
      openLater(() => open(file, one)),
    )
  if (await beginFirst(checkers, planned, open, reports.length === 0))
    await Promise.race([stepped.promise, sleep(BEGINNING_MS)])
  const { PlanRunner } = await import('../vitest/run.ts')
  await using runner = await PlanRunner.open([...planned.keys()], reporters, {
    planned,
    ...(flags.workspace !== undefined && { workspace: flags.workspace }),
  })
  const outcome = await runner.run(checkers, { merged: part?.merged })
  await closeWarm(warm)
  for (const text of told) process.stderr.write(text)
  return endVerify(engine, outcome, { startedAt, reports })
}

/** @returns `undefined` where all is for this machine, and nothing is merged. */
async function partOf(
  all: ReadonlyMap<string, Planned>,
  flags: VerifyFlags,
  reports: readonly Report[],
): Promise<Part | undefined> {
  if (!flags.shard && !reports.some(({ name }) => name === 'blob')) return undefined
  const [{ Part: Some, unitOf }, { settingsOf }] = await Promise.all([
    import('./_part.ts'),
    import('./_shard-facts.ts'),
  ])
  const units = [...all].map(([file, one]) => unitOf(file, one))
  return Some.take(units, { shard: flags.shard, reports, settings: await settingsOf(flags) })
}

/** At most, for the first step: it opens the reader's shell, and may be what takes its time. Milliseconds. */
const BEGINNING_MS = 400
/** For the next step to be typed. Milliseconds. */
const TYPING_MS = 5

/**
 * The first check is done while vitest gets ready. That takes this thread for 0.3 s, which the
 * check would wait for if it had not come to the step after its first. Other reporters than nixproof's
 * own take the time until vitest has its verdict for what it took: then the container alone starts
 * meanwhile.
 *
 * @returns Whether a check has begun.
 */
async function beginFirst(
  checkers: Map<string, Checker>,
  planned: ReadonlyMap<string, Planned>,
  open: (file: string, one: Planned) => Promise<Checker>,
  mayCheck: boolean,
): Promise<boolean> {
  for (const [file, one] of planned) {
    const { checks } = one.plan
    if (checks.every(({ skip }) => skip)) continue
    const opening = open(file, one)
    const checker = mayCheck ? checkAhead(await opening, checks.length) : openAhead(opening)
    checkers.set(file, checker)
    return mayCheck
  }
  return false
}

function keptText(tutorial: string, { id, argv, directory }: Kept): string {
  const command = `docker exec -it -w ${directory} ${id.slice(0, 12)} ${argv.join(' ')}`
  return `The container of ${tutorial} stays. Get into it, and remove it with nixproof clean:\n  ${command}\n`
}
