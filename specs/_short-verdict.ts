import { expect } from 'vitest'
import type { NotHeld, Verdict } from '../harness/tutorial/verdict.ts'

/** A verdict without what differs from one run to the next. */
export function short(verdict: Verdict): unknown {
  if (verdict.held === 'skipped') return verdict.reason
  if (verdict.held) return true
  return `${verdict.code} at ${verdict.place?.line}:${verdict.place?.column ?? ''}`
}

export function notHeld(verdict: Verdict | undefined): NotHeld {
  if (verdict?.held !== false) expect.fail(`it does not fail: ${JSON.stringify(verdict)}`)
  return verdict
}
