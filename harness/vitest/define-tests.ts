import { dirname, relative, resolve } from 'node:path'
import process from 'node:process'
import { afterAll, inject, test } from 'vitest'
import type { Check, Plan } from '../tutorial/plan.ts'
import type { Checker } from '../tutorial/verdict.ts'
import { visitDesk } from './desk.ts'
import { noImage } from './no-image.ts'
import { skip, tell } from './tell.ts'

/** A step has deadlines of its own; this one only ends what hangs in spite of them. Milliseconds. */
const CHECK_DEADLINE_MS = 30 * 60_000

/** Turns a plan into tests. The module that the plugin makes of a plan file calls it. */
export async function defineTests(plan: Plan, file: string): Promise<void> {
  const checker = await findChecker(plan, file)
  const tutorial = relative(process.cwd(), resolve(dirname(file), plan.tutorial))
  let failed: Check | undefined

  for (const [index, check] of plan.checks.entries()) {
    const title = `${check.name} (${tutorial}:${check.line})`
    test(title, { timeout: CHECK_DEADLINE_MS }, async (context) => {
      if (failed)
        await skip(context, `"${failed.name}" did not hold, and this comes after it`, check.line)
      failed = check
      await tell(context, await checker.check(index, context.signal), check.line)
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
