import type { Finding } from './judging/finding.ts'
import { failureOfError, type Failure, type StepTime } from './reporting/failure.ts'
import { NixproofError, type Blame, type Code, type Place } from '../errors.ts'

/** Something to read besides, whole: a build log, a server's output, an HTTP exchange. */
export interface Attachment {
  readonly name: string
  readonly contentType: string
  readonly body: string
}

/** What the steps of a check were, whether it held or not. */
export interface Report {
  /** Those that were not come to as well. */
  readonly steps?: readonly StepTime[]
  /** What they took together, without what else there was to wait for. Milliseconds. */
  readonly durationMs?: number
  readonly attachments?: readonly Attachment[]
}

export interface Held extends Report {
  readonly held: true
  /** What each step did, in words. */
  readonly notes: readonly string[]
  /** It was not done again, as none of its inputs has changed: when it was done. ISO 8601. */
  readonly reused?: string
  /** It fails, as it is known to in this cell: why that is left so. */
  readonly expected?: string
}

export interface NotHeld extends Report {
  readonly held: false
  readonly code: Code
  readonly blame: Blame
  readonly message: string
  /** Where in the tutorial, the workspace or the sidecar. */
  readonly place?: Place | undefined
  /** All there is to say about it. */
  readonly failure: Failure
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
  /**
   * Resolves when its turn has come. Whoever measures checks calls it first, so that none of them has
   * that wait in its time. Absent where there is nothing to wait for.
   */
  begin?(): Promise<void>
  /** @param index Of the check in its plan, from 0. */
  check(index: number, signal: AbortSignal): Promise<Verdict>
  /** Its container is not needed any more. */
  close(): Promise<void>
}

/** Opened now and used later: that it cannot be opened is the verdict of the check that needs it. */
export function openAhead(opening: Promise<Checker>): Checker {
  opening.catch(() => {})
  // Of a thousand that are done one after the other, none is to keep what it has read and printed.
  let open: Promise<Checker> | undefined = opening
  let closing: Promise<void> | undefined
  return {
    check: async (index, signal) => {
      if (!open) throw new Error(`Check ${index} was asked for when there were to be no more`)
      const opened = await open.catch(verdictOf)
      return 'held' in opened ? opened : opened.check(index, signal)
    },
    close: () => {
      closing ??= open?.then(
        (opened) => opened.close(),
        () => {},
      )
      open = undefined
      return closing ?? Promise.resolve()
    },
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

/**
 * Begins at once, for whoever is sure to ask for all checks in their order, and is not ready to yet: up
 * to the first check that is not left out.
 *
 * @param count How many checks there are.
 */
export function checkAhead(checker: Checker, count: number): Checker {
  const abort = new AbortController()
  const ahead = new Map<number, Promise<Verdict>>()
  const turn = { isOver: false }
  async function begin(): Promise<void> {
    for (let index = 0; index < count && !turn.isOver; index++) {
      const checking = checker.check(index, abort.signal)
      ahead.set(index, checking)
      const { held } = await checking
      if (held !== 'skipped') return
    }
  }
  begin().catch(() => {}) // Whoever asks for that check is told.
  return {
    check(index, signal) {
      const begun = ahead.get(index)
      if (!begun) {
        turn.isOver = true
        return checker.check(index, signal)
      }
      if (signal.aborted) abort.abort(signal.reason)
      signal.addEventListener('abort', () => abort.abort(signal.reason), { once: true })
      return begun
    },
    close: () => checker.close(),
  }
}

/** @throws What is not a finding: then nixproof itself is at fault. */
export function verdictOf(error: unknown, report: Report = {}): NotHeld {
  if (!(error instanceof NixproofError)) throw error
  const { code, blame, message, details } = error
  const { place } = details
  return { held: false, code, blame, message, place, failure: failureOfError(error), ...report }
}
