import { dirname, resolve } from 'node:path'
import process from 'node:process'
import { shareRun } from '../config.ts'
import { NixproofError } from '../errors.ts'
import { chooseChecks } from '../tutorial/planning/choose-checks.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import { planFile } from '../tutorial/planning/plan-file.ts'
import { checkAhead, openLater, type Checker } from '../tutorial/verdict.ts'
import { CheckReporter } from './_check-reporter.ts'
import { endVerify } from './_end-verify.ts'
import { findTutorials, requireOneFor } from './_tutorials.ts'
import { openOut } from './_way-out.ts'
import type { VerifyFlags } from './verify.ts'

/** Proves tutorials by their own text. */
export async function verifyTutorials(
  names: readonly string[],
  flags: VerifyFlags,
): Promise<number> {
  const startedAt = performance.now()
  const planned = await planAll(await findTutorials(names), flags)
  shareRun()
  const { setUp } = await import('./_setup.ts')
  const settingUp = setUp({ choice: flags.image, nix: flags.nix, refresh: false })
  // testcontainers is not small, and the engine answers meanwhile.
  const [{ openReader }, { engine, image }] = await Promise.all([
    import('../tutorial/running/reader.ts'),
    settingUp,
  ])
  const open = async (file: string, { plan, findings }: Planned): Promise<Checker> => {
    const wayOut = await openOut(engine, flags, file)
    return openReader({
      engine,
      image: image.reference,
      cell: { nix: flags.nix, image: image.kind, sandbox: flags.sandbox ?? false },
      plan,
      findings,
      file,
      workspace: resolve(flags.workspace ?? dirname(file)),
      mountAs: flags.mountAs,
      wayOut,
    })
  }
  const checkers = new Map<string, Checker>()
  for (const [file, one] of planned) {
    // The first container starts while vitest gets ready.
    checkers.set(
      file,
      checkers.size > 0 ? openLater(() => open(file, one)) : checkAhead(await open(file, one)),
    )
  }
  const { PlanRunner } = await import('../vitest/run.ts')
  const reporter = new CheckReporter({ live: planned.size === 1 })
  await using runner = await PlanRunner.open([...planned.keys()], reporter, {
    planned,
    ...(flags.workspace !== undefined && { workspace: flags.workspace }),
  })
  return endVerify(engine, await runner.run(checkers), startedAt)
}

/** @throws NixproofError of what steers a plan wrongly, before anything is set up. */
async function planAll(
  files: readonly string[],
  { workspace, sidecar, only }: VerifyFlags,
): Promise<Map<string, Planned>> {
  const all = new Map<string, Planned>()
  requireOneFor(sidecar, files)
  for (const file of files) all.set(resolve(file), await planFile(file, { workspace, sidecar }))
  const findings = [...all.values()].flatMap((planned) => planned.findings)
  const wrong = findings.filter(({ severity, code }) => severity === 'call' && code !== 'NO_CHECKS')
  const [first] = wrong
  if (first) throw errorOf(first, wrong.slice(1))
  for (const [file, one] of all) {
    const nothing = one.findings.find(({ code }) => code === 'NO_CHECKS')
    if (!nothing) continue
    all.delete(file)
    if (all.size === 0) throw errorOf(nothing)
    process.stderr.write(`${one.plan.tutorial}: ${nothing.summary}\n`)
  }
  return only === undefined ? all : chooseChecks(all, only)
}

function errorOf(
  { code, place, summary, wanted, found, next }: Planned['findings'][number],
  others: Planned['findings'] = [],
): NixproofError {
  const more = others.map((one) => `${one.place.file}:${one.place.line ?? 1}: ${one.summary}`)
  return new NixproofError(code, summary, {
    place,
    ...(wanted !== undefined && { wanted }),
    found: [found, ...more].filter(Boolean).join('\n'),
    ...(next !== undefined && { next }),
  })
}
