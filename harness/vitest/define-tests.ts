import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, inject, test } from 'vitest'
import { NixContainer } from '../container/nix-container.ts'
import type { Check } from '../tutorial/plan.ts'
import { readPlan } from '../tutorial/read-plan.ts'
import { Session } from '../tutorial/run.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Reference of the image that containers start from; it is on the engine. */
    image: string
  }
}

/** A step has deadlines of its own; this one only ends what hangs in spite of them. Milliseconds. */
const CHECK_DEADLINE_MS = 30 * 60_000

/** Turns a plan into tests. The module that the plugin makes of a plan file calls it. */
export function defineTests(text: string, file: string): void {
  const plan = readPlan(text, file)

  describe(plan.tutorial, () => {
    let session: Session | undefined
    let failed: Check | undefined

    beforeAll(async () => {
      const workspace = join(dirname(file), plan.workspace)
      const container = await new NixContainer(inject('image'))
        .withWorkspace(workspace, { target: plan.mountAs })
        .start()
      session = new Session(container, plan)
    }, CHECK_DEADLINE_MS)

    afterAll(async () => {
      await session?.[Symbol.asyncDispose]()
    })

    for (const check of plan.checks) {
      test(
        `${check.name} (${plan.tutorial}:${check.line})`,
        { timeout: CHECK_DEADLINE_MS },
        async (context) => {
          if (failed) context.skip(`"${failed.name}" did not hold, and this comes after it`)
          failed = check
          const records = await session!.run(check, context.signal)
          failed = undefined
          for (const { note, durationMs } of records) {
            await context.annotate(`${note} (${Math.round(durationMs)} ms)`, 'step')
          }
        },
      )
    }
  })
}
