import { createHash } from 'node:crypto'
import type { Planned } from '../planning/make-plan.ts'
import type { Check, Plan } from '../planning/plan.ts'

/** What a verdict depends on besides the blocks, in words for a person: a text that changes with it. */
export type Inputs = Readonly<Record<string, string>>

/**
 * A key for each check: as long as it is the same, so is the verdict. Checks share a container, so
 * what is in the key of one is in those of all that come after it: its steps and directives as they
 * are planned, and the text down to its last line, prose as well, as places are counted in it.
 */
export function keysOf({ plan }: Planned, text: string, inputs: Inputs): string[] {
  const lines = text.split('\n')
  let key = digest([inputs])
  let read = 0
  return plan.checks.map((check) => {
    key = digest([key, check, lines.slice(read, check.lastLine)])
    read = Math.max(read, check.lastLine)
    return key
  })
}

/** What of a whole plan a container is made with, before its first check. */
export function planInputs({ plan, findings }: Planned): Inputs {
  const mounts = plan.checks.map(({ mountAs, steps }) => [
    mountAs,
    ...steps.map((step) => (step.do === 'configure' ? step.mountAs : undefined)),
  ])
  const origins = plan.checks.map((check) => check.origins)
  return {
    'what is wrong with the text': digest(findings),
    'where the text has its files': digest([...new Set(mounts.flat())].filter(Boolean)),
    'which origins the text names': digest([...new Set(origins.flat())]),
  }
}

/** Why verdicts about a plan are never of another day; `undefined` where they may be. */
export function whyVaries({ checks }: Plan): string | undefined {
  const varies = checks.find(({ nondeterministic, skip }) => nondeterministic && !skip)
  return varies && `the block at line ${varies.line} is not the same each time, as its text says`
}

/** Those that nobody is asked for are not in question. */
export function isAsked({ skip }: Check): boolean {
  return skip === undefined
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
