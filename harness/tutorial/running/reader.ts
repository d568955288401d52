import { readFile } from 'node:fs/promises'
import { adoptEngine } from '../../container/engine.ts'
import { NixContainer } from '../../container/nix-container.ts'
import type { WarmStore } from '../../container/warm/store.ts'
import type { Engine } from '../../engine/find.ts'
import { Texts } from '../fixing/texts.ts'
import type { TextFinding } from '../finding.ts'
import type { Check, Plan } from '../planning/plan.ts'
import { openAhead, type Checker, type Verdict } from '../verdict.ts'
import type { WayOut } from '../way-out.ts'
import { whyNotHere, type Cell } from './cell.ts'
import type { doCheck } from './do-check.ts'
import { prepareEntry, type Entry, type Kept } from './entry.ts'
import { isDrift } from './finding-error.ts'
import { proveAgain } from './prove-again.ts'
import { createDesk, type ReaderDesk } from './reader-desk.ts'

/** All that does steps and judges them: the engine starts the container in the time that it takes to load. */
const doing = (): Promise<{ readonly doCheck: typeof doCheck }> => import('./do-check.ts')

/** Which tutorial a container works for. */
export const TUTORIAL_LABEL = 'nixproof.tutorial'

export interface ReaderOptions {
  /** Reference of an image that is on the engine. */
  readonly image: string
  /** Where that is. Default: looked for. */
  readonly engine?: Engine
  readonly plan: Plan
  readonly findings: readonly TextFinding[]
  /** The tutorial. */
  readonly file: string
  /** The reader's directory on this machine. */
  readonly workspace: string
  /** Where the container sees it. Default: `/workspace`. */
  readonly mountAs?: string | undefined
  /** What it runs on, where blocks say that they are for some cells only. */
  readonly cell?: Cell
  /** Without one nothing outside of the container can be reached. */
  readonly wayOut?: WayOut | undefined
  /** What was built before is taken from it, and what is built is kept there. Default: all is built. */
  readonly warm?: WarmStore | undefined
  /** Files of this machine, for whoever edits what is found in them. */
  readonly texts?: Texts
  /** The container stays, and this is told how to get into it. */
  readonly onKept?: ((kept: Kept) => void) | undefined
  /** Told each time that a step has held. */
  readonly onStep?: (() => void) | undefined
}

/**
 * One reader's way through one tutorial, in a container of its own.
 *
 * @returns Whose first verdict is that the container cannot be started, if it cannot.
 */
export async function openReader(options: ReaderOptions): Promise<Checker> {
  const { reader } = await beginReader(options)
  await reader.catch(() => {})
  const checker = openAhead(reader)
  if (!options.warm) return checker
  const { warm: _, ...without } = options
  return proveAgain(
    checker,
    async () => (await reader).wasServed(),
    () => openReader(without),
  )
}

/** The same, for whoever waits until the container has started: `reader` rejects when it cannot. */
export async function beginReader(
  options: ReaderOptions,
): Promise<{ readonly reader: Promise<Reader> }> {
  const { image, engine, file, workspace, wayOut, cell, onKept, onStep } = options
  const mountAs = options.mountAs ?? mountOf(options.plan)
  const { texts = new Texts() } = options
  if (engine) adoptEngine(engine)
  const container = new NixContainer(image)
    .withLabels({ [TUTORIAL_LABEL]: file })
    .withWorkspace(workspace, mountAs === undefined ? {} : { target: mountAs })
  if (cell?.sandbox) container.withSandbox()
  if (onKept) container.withKeep()
  if (wayOut) container.withEgress(wayOut.egress)
  if (options.warm) container.withWarmStore(options.warm.mount)
  const text = texts.textOf(file) ?? (await readFile(file, 'utf8'))
  const tutorial = { file: options.plan.tutorial, text }
  void container.filled.then(doing)
  const reader = container.start().then((started) => {
    const desk = createDesk({ container: started, tutorial, workspace, wayOut, texts, onStep })
    return new Reader(options, desk)
  })
  return { reader }
}

/**
 * The first path at which the text has the workspace: it is there from the beginning, and not behind a
 * link, which Nix 2.8 would copy as a link.
 */
function mountOf({ checks }: Plan): string | undefined {
  for (const { mountAs, steps } of checks) {
    if (mountAs !== undefined) return mountAs
    for (const step of steps) {
      if (step.do === 'configure' && step.mountAs !== undefined) return step.mountAs
    }
  }
  return undefined
}

export class Reader implements Checker {
  readonly #plan: Plan
  readonly #cell: Cell
  readonly #desk: ReaderDesk
  /** The sessions in which a check did not hold, and which. */
  readonly #broken = new Map<string, Check>()
  readonly #onKept: ReaderOptions['onKept']
  readonly #warm: WarmStore | undefined
  /** The command that opens a shell where the first check did not hold. */
  #entry: Entry | undefined

  constructor({ plan, cell = {}, wayOut, onKept, warm }: ReaderOptions, desk: ReaderDesk) {
    this.#plan = plan
    this.#onKept = onKept
    this.#warm = warm
    this.#cell = { variant: wayOut?.clones.length ? 'fetched' : 'local', ...cell }
    this.#desk = desk
  }

  async check(index: number, signal: AbortSignal): Promise<Verdict> {
    const check = this.#plan.checks[index]!
    const reason =
      check.skip?.reason ?? whyNotHere(check.onlyOn, this.#cell) ?? this.#whyTooLate(check)
    if (reason !== undefined) return { held: 'skipped', reason }
    const verdict = await (await doing()).doCheck(this.#desk, check, signal)
    if (verdict.held !== false) return verdict
    // What failed before the reader typed anything leaves the terminal where it was.
    const begun = check.steps.slice(0, verdict.steps?.length)
    const session = sessionOf({ ...check, steps: begun })
    if (session !== undefined && !isDrift(verdict)) this.#broken.set(session, check)
    if (this.#onKept) this.#entry ??= await prepareEntry(this.#desk)
    return verdict
  }

  /**
   * Opens a shell on this process's terminal, where the reader is now.
   *
   * @returns Its exit code.
   */
  async enter(): Promise<number> {
    const { argv, directory } = await prepareEntry(this.#desk)
    const go = 'cd -- "$1" && shift && exec "$@"'
    return this.#desk.container.attach(['bash', '-c', go, 'enter', directory, ...argv])
  }

  /** Whether anything that was not built here was there all the same. */
  async wasServed(): Promise<boolean> {
    return (await this.#warm?.hasServed(this.#desk.container)) ?? false
  }

  async close(): Promise<void> {
    if (!this.#onKept) {
      await this.#warm?.keep(this.#desk.container)
      return this.#desk.close()
    }
    const { container } = this.#desk
    const { argv, directory } = this.#entry ?? (await prepareEntry(this.#desk))
    this.#onKept({ id: container.getId(), argv, directory })
    await container.leave()
  }

  /** A reader who could not do what the text says cannot go on from there. */
  #whyTooLate(check: Check): string | undefined {
    const session = sessionOf(check)
    const broken = session === undefined ? undefined : this.#broken.get(session)
    if (!broken || session === undefined) return undefined
    if (beginsAnew(check)) {
      this.#broken.delete(session)
      return undefined
    }
    return `The block at line ${broken.line} does not hold, and this one goes on from there`
  }
}

/** The reader's terminal that a check goes on in, if it does. */
function sessionOf({ steps }: Check): string | undefined {
  for (const step of steps) {
    if (step.do === 'command' || step.do === 'close') return step.shell.split('/')[0]
    if (step.do === 'open') return step.inside.split('/')[0]
    if (step.do === 'output' || step.do === 'request') return 'main'
  }
  return undefined
}

/** Whether it goes to a directory of the workspace first, in a terminal of no history. */
function beginsAnew({ steps: [first] }: Check): boolean {
  return (first?.do === 'command' || first?.do === 'open') && first.cwd !== undefined
}
