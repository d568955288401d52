import type { TestContext } from 'vitest'
import { formatPlace, type Blame, type Code } from '../errors.ts'
import type { Attachment, NotHeld, Verdict } from '../tutorial/verdict.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** Why a check does not hold. Absent when it holds, or when nixproof itself is at fault. */
    verdict?: { readonly code: Code; readonly blame: Blame }
  }
}

const HEADLINES: Readonly<Record<Blame, string>> = {
  tutorial: 'The tutorial is wrong',
  call: 'The call is wrong',
  environment: 'The environment is missing something',
}

/** The code and the blame go to whoever started vitest as data; a person gets the message alone. */
export async function tell(context: TestContext, verdict: Verdict): Promise<void> {
  const { task, annotate } = context
  if (verdict.held === 'skipped') context.skip(verdict.reason)
  for (const attachment of verdict.attachments ?? []) await attach(context, attachment)
  if (verdict.held) {
    for (const note of verdict.notes) await annotate(note, 'step')
    return
  }
  const { code, blame } = verdict
  task.meta.verdict = { code, blame }
  throw toError(verdict)
}

async function attach(
  { annotate }: TestContext,
  { name, contentType, body }: Attachment,
): Promise<void> {
  await annotate(name, { contentType, body, bodyEncoding: 'utf-8' })
}

/** With a stack that leads to the tutorial: it is the program that failed. */
function toError({ blame, message, place }: NotHeld): Error {
  const told = new Error(message)
  told.name = HEADLINES[blame]
  told.stack = `${told.name}: ${message}${place ? `\n    at ${formatPlace({ column: 1, ...place })}` : ''}`
  return told
}
