import type { Finding } from './judging/finding.ts'
import { NixproofError, type Blame, type Code, type Details, type Place } from '../errors.ts'

/** One step of a check, in words, and the time it took. */
export interface StepRecord {
  readonly what: string
  readonly durationMs: number
  /** What came of it, in words. */
  readonly note?: string | undefined
}

/** Something to read besides, whole: a build log, a server's output, an HTTP exchange. */
export interface Attachment {
  readonly name: string
  readonly contentType: string
  readonly body: string
}

/** What the steps of a check were, whether it held or not. */
export interface Report {
  readonly steps?: readonly StepRecord[]
  readonly attachments?: readonly Attachment[]
}

interface Held extends Report {
  readonly held: true
  /** What each step did, in words. */
  readonly notes: readonly string[]
}

export interface NotHeld extends Report {
  readonly held: false
  readonly code: Code
  readonly blame: Blame
  readonly message: string
  /** Where in the tutorial, the workspace or the sidecar. */
  readonly place?: Place | undefined
  readonly details?: Pick<Details, 'wanted' | 'found' | 'next'> & { readonly summary: string }
  /** The same, with the edits that would mend it; others besides come after it. */
  readonly findings?: readonly Finding[]
}

/** It was not done, and why. */
interface Skipped {
  readonly held: 'skipped'
  readonly reason: string
}

/** What came out of one check, as data: it may have been done in another thread. */
export type Verdict = Held | NotHeld | Skipped

/** Does the checks of one plan, in order, in one container. */
export interface Checker {
  /** @param index Of the check in its plan, from 0. */
  check(index: number, signal: AbortSignal): Promise<Verdict>
  /** Its container is not needed any more. */
  close(): Promise<void>
}

/** Opened now and used later: that it cannot be opened is the verdict of the check that needs it. */
export function openAhead(opening: Promise<Checker>): Checker {
  opening.catch(() => {})
  let closing: Promise<void> | undefined
  return {
    check: async (index, signal) => {
      const opened = await opening.catch(verdictOf)
      return 'held' in opened ? opened : opened.check(index, signal)
    },
    close: () =>
      (closing ??= opening.then(
        (opened) => opened.close(),
        () => {},
      )),
  }
}

/** Opened when it is needed first. */
export function openLater(open: () => Promise<Checker>): Checker {
  let opened: Checker | undefined
  return {
    check: (index, signal) => (opened ??= openAhead(open())).check(index, signal),
    close: async () => opened?.close(),
  }
}

/** Begins the first check at once, for whoever is sure to ask for it, and is not ready to yet. */
export function checkAhead(checker: Checker): Checker {
  const abort = new AbortController()
  const first = checker.check(0, abort.signal)
  first.catch(() => {})
  return {
    check(index, signal) {
      if (index > 0) return checker.check(index, signal)
      signal.addEventListener('abort', () => abort.abort(signal.reason), { once: true })
      return first
    },
    close: () => checker.close(),
  }
}

/** @throws What is not a finding: then nixproof itself is at fault. */
export function verdictOf(error: unknown, report: Report = {}): NotHeld {
  if (!(error instanceof NixproofError)) throw error
  const { code, blame, message, summary, details } = error
  const { wanted, found, next, place } = details
  const told = Object.fromEntries(
    Object.entries({ wanted, found, next }).filter(([, text]) => text !== undefined),
  )
  return { held: false, code, blame, message, place, details: { summary, ...told }, ...report }
}
