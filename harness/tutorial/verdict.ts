import { NixproofError, type Blame, type Code } from '../errors.ts'

/** What came out of one check, as data: it may have been done in another thread. */
export type Verdict =
  | {
      readonly held: true
      /** What each step did, in words. */
      readonly notes: readonly string[]
    }
  | {
      readonly held: false
      readonly code: Code
      readonly blame: Blame
      readonly message: string
    }

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
export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof NixproofError)) throw error
  const { code, blame, message } = error
  return { held: false, code, blame, message }
}
