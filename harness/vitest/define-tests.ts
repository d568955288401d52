import { dirname, relative, resolve } from 'node:path'
import process from 'node:process'
import { afterAll, inject, test, type TestContext } from 'vitest'
import { NixproofError, type Blame, type Code } from '../errors.ts'
import type { Check, Plan } from '../tutorial/plan.ts'
import type { Checker, Verdict } from '../tutorial/verdict.ts'
import { visitDesk } from './desk.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** Why a check does not hold. Absent when it holds, or when nixproof itself is at fault. */
    verdict?: { readonly code: Code; readonly blame: Blame }
  }
}

/** A step has deadlines of its own; this one only ends what hangs in spite of them. Milliseconds. */
const CHECK_DEADLINE_MS = 30 * 60_000

const HEADLINES: Readonly<Record<Blame, string>> = {
  tutorial: 'The tutorial is wrong',
  call: 'The call is wrong',
  environment: 'The environment is missing something',
}

/** Turns a plan into tests. The module that the plugin makes of a plan file calls it. */
export async function defineTests(plan: Plan, file: string): Promise<void> {
  const checker = await findChecker(plan, file)
  const tutorial = relative(process.cwd(), resolve(dirname(file), plan.tutorial))
  let failed: Check | undefined

  for (const [index, check] of plan.checks.entries()) {
    const title = `${check.name} (${tutorial}:${check.line})`
    test(title, { timeout: CHECK_DEADLINE_MS }, async (context) => {
      if (failed) context.skip(`"${failed.name}" did not hold, and this comes after it`)
      failed = check
      await tell(context, await checker.check(index, context.signal))
      failed = undefined
    })
  }

  afterAll(async () => {
    // What has failed already is the news; that its container is gone as well is none.
    await checker.close().catch((error: unknown) => {
      if (!failed) throw error
    })
  })
}

/** Started by nixproof, the process that started vitest has the container; else it is ours. */
async function findChecker(plan: Plan, file: string): Promise<Checker> {
  const desk = inject('nixproofDesk')
  if (desk !== undefined) return visitDesk(desk, file)
  const image: string | undefined = inject('image')
  if (image === undefined) throw noImage()
  const { Session } = await import('../tutorial/run.ts')
  return Session.open({ image, plan, file })
}

function noImage(): NixproofError {
  return new NixproofError('USAGE', 'Nobody says which image the containers start from', {
    wanted: "A global setup that calls project.provide('image', image.reference)",
    found: 'vitest provides no "image"',
    next: 'Call ensureEngine() and ensureImage() there, as the README shows',
  })
}

/** The code and the blame go to whoever started vitest as data; a person gets the message alone. */
async function tell({ task, annotate }: TestContext, verdict: Verdict): Promise<void> {
  if (verdict.held) {
    for (const note of verdict.notes) await annotate(note, 'step')
    return
  }
  const { code, blame, message } = verdict
  task.meta.verdict = { code, blame }
  const told = new Error(message)
  told.name = HEADLINES[blame]
  throw told
}
