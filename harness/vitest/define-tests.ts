import { dirname, relative, resolve } from 'node:path'
import process from 'node:process'
import { afterAll, inject, test, type TestContext } from 'vitest'
import { NixContainer } from '../container/nix-container.ts'
import { NixproofError, type Blame, type Code } from '../errors.ts'
import type { Check, Plan } from '../tutorial/plan.ts'
import { Session } from '../tutorial/run.ts'
import { askForImage } from './image-channel.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Reference of the image that containers start from; it is on the engine. */
    image: string
    /** Where to ask for the image, when it is not known yet. */
    imageChannel: string
  }
  interface TaskMeta {
    /** Why a check does not hold. Absent when it holds, or when nixproof itself is at fault. */
    verdict?: { readonly code: Code; readonly blame: Blame }
  }
}

/** Which plan a container works for. */
export const PLAN_LABEL = 'nixproof.plan'

/** A step has deadlines of its own; this one only ends what hangs in spite of them. Milliseconds. */
const CHECK_DEADLINE_MS = 30 * 60_000

const HEADLINES: Readonly<Record<Blame, string>> = {
  tutorial: 'The tutorial is wrong',
  call: 'The call is wrong',
  environment: 'The environment is missing something',
}

/** Turns a plan into tests. The module that the plugin makes of a plan file calls it. */
export async function defineTests(plan: Plan, file: string): Promise<void> {
  const image = inject('image') ?? (await askForImage(inject('imageChannel')))
  if (image === undefined) return
  const tutorial = relative(process.cwd(), resolve(dirname(file), plan.tutorial))
  // The container starts while vitest gets ready; whether it did is the first check's business.
  const session = openSession(image, plan, file)
  session.catch(() => {})
  let failed: Check | undefined

  for (const check of plan.checks) {
    const title = `${check.name} (${tutorial}:${check.line})`
    test(title, { timeout: CHECK_DEADLINE_MS }, async (context) => {
      if (failed) context.skip(`"${failed.name}" did not hold, and this comes after it`)
      failed = check
      await tellVerdict(context, async () => {
        const records = await (await session).run(check, context.signal)
        for (const { note } of records) await context.annotate(note, 'step')
      })
      failed = undefined
    })
  }

  afterAll(async () => {
    const opened = await session.catch(() => undefined)
    // What has failed already is the news; that its container is gone as well is none.
    await opened?.[Symbol.asyncDispose]().catch((error: unknown) => {
      if (!failed) throw error
    })
  })
}

async function openSession(image: string, plan: Plan, file: string): Promise<Session> {
  const container = await new NixContainer(image)
    .withLabels({ [PLAN_LABEL]: file })
    .withWorkspace(resolve(dirname(file), plan.workspace), { target: plan.mountAs })
    .start()
  return new Session(container, plan)
}

/** The code and the blame go to whoever started vitest as data; a person gets the message alone. */
async function tellVerdict({ task }: TestContext, action: () => Promise<void>): Promise<void> {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof NixproofError)) throw error
    const { code, blame, message } = error
    task.meta.verdict = { code, blame }
    const told = new Error(message)
    told.name = HEADLINES[blame]
    throw told
  }
}
