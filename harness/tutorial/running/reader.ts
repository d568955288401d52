import { readFile } from 'node:fs/promises'
import { adoptEngine } from '../../container/engine.ts'
import { NixContainer } from '../../container/nix-container.ts'
import type { Engine } from '../../engine/find.ts'
import type { TextFinding } from '../finding.ts'
import type { Check, Plan } from '../planning/plan.ts'
import { openAhead, type Checker, type Verdict } from '../verdict.ts'
import type { WayOut } from '../way-out.ts'
import { whyNotHere, type Cell } from './cell.ts'
import { doCheck } from './do-check.ts'
import { createDesk, type ReaderDesk } from './reader-desk.ts'

/** Which tutorial a container works for. */
const TUTORIAL_LABEL = 'nixproof.tutorial'

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
}

/**
 * One reader's way through one tutorial, in a container of its own. Resolves when the engine is at
 * starting it, for whoever has other things to load meanwhile.
 *
 * @returns Whose first verdict is that the container cannot be started, if it cannot.
 */
export async function openReader(options: ReaderOptions): Promise<Checker> {
  const { image, engine, file, workspace, mountAs, wayOut, cell } = options
  if (engine) adoptEngine(engine)
  const container = new NixContainer(image)
    .withLabels({ [TUTORIAL_LABEL]: file })
    .withWorkspace(workspace, mountAs === undefined ? {} : { target: mountAs })
  if (cell?.sandbox) container.withSandbox()
  if (wayOut) container.withEgress(wayOut.egress)
  const text = await readFile(file, 'utf8')
  const starting = container.start()
  await Promise.race([container.filled, starting.catch(() => {})])
  return openAhead(
    starting.then((started) => {
      const tutorial = { file: options.plan.tutorial, text }
      return new Reader(options, createDesk({ container: started, tutorial, workspace, wayOut }))
    }),
  )
}

class Reader implements Checker {
  readonly #plan: Plan
  readonly #cell: Cell
  readonly #desk: ReaderDesk
  /** The sessions in which a check did not hold, and which. */
  readonly #broken = new Map<string, Check>()

  constructor({ plan, cell = {}, wayOut }: ReaderOptions, desk: ReaderDesk) {
    this.#plan = plan
    this.#cell = { variant: wayOut?.clones.length ? 'fetched' : 'local', ...cell }
    this.#desk = desk
  }

  async check(index: number, signal: AbortSignal): Promise<Verdict> {
    const check = this.#plan.checks[index]!
    const reason =
      check.skip?.reason ?? whyNotHere(check.onlyOn, this.#cell) ?? this.#whyTooLate(check)
    if (reason !== undefined) return { held: 'skipped', reason }
    const verdict = await doCheck(this.#desk, check, signal)
    if (verdict.held !== false) return verdict
    // What failed before the reader typed anything leaves the terminal where it was.
    const begun = check.steps.slice(0, verdict.steps?.length)
    const session = sessionOf({ ...check, steps: begun })
    if (session !== undefined) this.#broken.set(session, check)
    return verdict
  }

  close(): Promise<void> {
    return this.#desk.close()
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
