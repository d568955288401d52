import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { shareRun } from '../config.ts'
import { NixproofError } from '../errors.ts'
import { findAltered } from '../tutorial/altered.ts'
import type { Plan } from '../tutorial/plan.ts'
import { readPlan } from '../tutorial/read-plan.ts'
import { checkAhead } from '../tutorial/verdict.ts'
import { endVerify } from './_end-verify.ts'
import { imageRequest } from './_image-options.ts'
import { chooseReports, type ReporterFlags } from './_reporter-options.ts'
import { openReporters } from './_reporters.ts'
import { openOut } from './_way-out.ts'
import type { VerifyFlags } from './verify.ts'

/** Proves by a plan that somebody has written. */
export async function verifyPlan(
  name: string,
  flags: VerifyFlags & ReporterFlags,
): Promise<number> {
  const startedAt = performance.now()
  const reports = chooseReports(flags)
  const file = resolve(name)
  // A plan that cannot be read is the caller's fault: say so before anything is set up.
  const plan = readPlan(await readText(file), name)
  await checkPlaces(plan, file)
  if (reports.some(({ name: one }) => one === 'blob')) {
    throw new NixproofError('USAGE', 'A plan is verified whole, and not merged', {
      wanted: 'Markdown files, or directories with some, for --reporter blob',
      found: `"${name}"`,
    })
  }
  const reporters = await openReporters(reports, { live: true })
  shareRun()
  const { setUp } = await import('./_setup.ts')
  const settingUp = setUp(imageRequest(flags))
  // testcontainers is not small, and the engine answers meanwhile.
  const [{ Session }, { engine, image }] = await Promise.all([
    import('../tutorial/run.ts'),
    settingUp,
  ])
  // The container starts while vitest gets ready: two cores, and neither needs the other.
  await using wayOut = await openOut(engine, flags, resolve(dirname(file), plan.tutorial))
  const checker = await Session.open({
    engine,
    image: image.reference,
    plan,
    file,
    wayOut,
    sandbox: flags.sandbox ?? false,
  })
  const ahead = checkAhead(checker, plan.checks.length)
  const { PlanRunner } = await import('../vitest/run.ts')
  await using runner = await PlanRunner.open([file], reporters)
  return endVerify(engine, await runner.run(new Map([[file, ahead]])), { startedAt, reports })
}

/** A check names a line of a tutorial: both have to be there, or "proved" would mean nothing. */
async function checkPlaces(plan: Plan, file: string): Promise<void> {
  const tutorial = resolve(dirname(file), plan.tutorial)
  const text = await readText(tutorial)
  const altered = findAltered(plan, text)
  if (altered) {
    throw new NixproofError('PLAN_INVALID', 'A fragment of the plan is not in the tutorial', {
      wanted: 'What the tutorial has on that line, byte for byte',
      found: 'Another text',
      place: { file: tutorial, line: altered.line },
      next: 'Copy the text out of the tutorial again',
    })
  }
  const lines = text.split('\n').length
  const astray = plan.checks.find(({ line }) => line > lines)
  if (!astray) return
  throw new NixproofError(
    'PLAN_INVALID',
    `The check "${astray.name}" is at no line of the tutorial`,
    {
      wanted: `A line from 1 to ${lines}`,
      found: `line: ${astray.line}`,
      place: { file: tutorial },
      next: 'Correct "line" in the plan',
    },
  )
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new NixproofError('PLAN_INVALID', `"${file}" cannot be opened`, {
      wanted: 'A readable file',
      found: cause instanceof Error ? cause.message : String(cause),
      place: { file },
      next: 'Name a plan that exists: nixproof verify README.plan.yaml',
      cause,
    })
  })
}
