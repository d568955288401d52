import { readFile } from 'node:fs/promises'
import { digestWorkspace } from '../../container/workspace-digest.ts'
import { whyUnknown } from '../../origin/digest.ts'
import type { Checker, Verdict } from '../verdict.ts'
import type { Kept, Proved } from './_format.ts'
import { contradicting } from './contradict.ts'
import { readInputs, type Bench, type ProofOptions } from './inputs.ts'
import { isAsked, keysOf, whyVaries, type Inputs } from './keys.ts'
import { readKept, textOf, writeKept } from './store.ts'
import { whatChanged } from './what-changed.ts'

/** Time itself is an input that nothing shows: a certificate that ends, a date. Milliseconds. */
const BELIEVED_MS = 7 * 24 * 3_600_000

/** Whether the checks of a plan have to be done, and who does them or tells what came of them. */
export interface Reuse {
  /** By the index of the check; `undefined` where a container has to be started. */
  readonly reused: ReadonlyMap<number, Verdict> | undefined
  /** Why one has to be, in words. */
  readonly why: string | undefined
  readonly open: () => Promise<Checker>
}

interface Question {
  readonly inputs: Inputs
  readonly keys: readonly string[]
}

/**
 * Reuses the verdicts about a tutorial when none of their inputs has changed. Checks share one
 * container, and what one leaves there the next may need: where one has to be done, all are. What
 * did not hold is never reused. Any doubt means that the checks are done.
 *
 * @param open The reader who does them; called only where they have to be done.
 * @param tell Is told, in a line, what keeps verdicts from being kept.
 */
export async function reuseVerdicts(
  options: ProofOptions,
  bench: Bench,
  open: () => Promise<Checker>,
  tell: (line: string) => void,
): Promise<Reuse> {
  const { planned, file, cell, origins } = options
  const never = (origins && whyUnknown(origins)) ?? whyVaries(planned.plan)
  const openPlain = async (): Promise<Checker> => contradicting(await open(), file, cell)
  if (never !== undefined) return { open: openPlain, reused: undefined, why: never }
  const subject = { nixproof: bench.nixproof, tutorial: file, cell: textOf(cell) }
  const question = await ask(options, bench)
  if (typeof question === 'string') return { open: openPlain, reused: undefined, why: question }
  const before = await readKept(subject, tell)
  const found = answer(options, question.keys, before)
  if (found instanceof Map)
    return { open: async () => telling(found), reused: found, why: undefined }
  const why = whatChanged(question.inputs, before) ?? found
  const keep = async (fresh: readonly Kept[]): Promise<void> => {
    const now = await ask(options, { ...bench, digest: digestWorkspace })
    const isSame = typeof now !== 'string' && now.keys.join() === question.keys.join()
    // What was changed meanwhile belongs to nobody knows which of the verdicts. Those of before are in
    // doubt all the same.
    await writeKept(subject, { ...question, fresh: isSame ? fresh : [] }, tell)
  }
  const record = async (): Promise<Checker> => recording(await open(), question.keys, keep)
  return { open: record, reused: undefined, why }
}

async function ask(options: ProofOptions, bench: Bench): Promise<Question | string> {
  try {
    const inputs = await readInputs(options, bench)
    const text = await readFile(options.file, 'utf8')
    return { inputs, keys: keysOf(options.planned, text, inputs) }
  } catch (error) {
    // Whoever does the checks meets it as well, and says what it means.
    return `an input cannot be read: ${(error as Error).message.split('\n')[0]}`
  }
}

function answer(
  { planned: { plan } }: ProofOptions,
  keys: readonly string[],
  proved: readonly Proved[],
): Map<number, Verdict> | string {
  const kept = proved.flatMap((one) => one.kept)
  if (kept.length === 0) return 'nothing is kept of it'
  const known = new Map(kept.map((one) => [one.key, one]))
  const found = new Map<number, Verdict>()
  for (const [index, check] of plan.checks.entries()) {
    if (!isAsked(check)) continue
    const one = known.get(keys[index]!)
    if (!one)
      return `the block at line ${check.line}, after what comes before it, is not known to hold`
    const ageMs = Date.now() - Date.parse(one.at)
    // A clock that was set back makes a time to come of it.
    if (!(ageMs >= 0 && ageMs <= BELIEVED_MS)) return `it was proved too long ago, at ${one.at}`
    found.set(index, one.verdict.held === true ? { ...one.verdict, reused: one.at } : one.verdict)
  }
  return found
}

function telling(found: ReadonlyMap<number, Verdict>): Checker {
  return { check: async (index) => found.get(index)!, close: async () => {} }
}

function recording(
  checker: Checker,
  keys: readonly string[],
  keep: (fresh: readonly Kept[]) => Promise<void>,
): Checker {
  const fresh: Kept[] = []
  let [asked, failed] = [false, false]
  let closing: Promise<void> | undefined
  return {
    async check(index, signal) {
      const before = failed
      asked = true
      failed = true
      const verdict = await checker.check(index, signal)
      failed = before || verdict.held === false || signal.aborted
      // What comes after a failure has begun from where that ended.
      if (!failed && verdict.held !== false)
        fresh.push({ key: keys[index]!, at: new Date().toISOString(), verdict: plain(verdict) })
      return verdict
    },
    close: () => (closing ??= checker.close().then(() => (asked ? keep(fresh) : undefined))),
  }
}

/** Without times, which are of that run, and without what was attached. */
function plain(verdict: Kept['verdict']): Kept['verdict'] {
  if (verdict.held !== true) return verdict
  const steps = verdict.steps?.map(({ what, state }) => ({ what, state }))
  return { held: true, notes: verdict.notes, ...(steps && { steps }) }
}
