import { dirname, posix, resolve } from 'node:path'
import { adoptEngine } from '../container/engine.ts'
import { NixContainer, type StartedNixContainer } from '../container/nix-container.ts'
import type { NixServer } from '../container/server.ts'
import type { Engine } from '../engine/find.ts'
import { NixproofError } from '../errors.ts'
import type { ConfigureStep, Plan, ShellStep, Step } from './plan.ts'
import { requestPage } from './request-page.ts'
import { blameRequests, markFindings } from './requests.ts'
import { openAhead, verdictOf, type Checker, type Verdict } from './verdict.ts'
import type { WayOut } from './way-out.ts'

/** Which plan a container works for. */
export const PLAN_LABEL = 'nixproof.plan'

export interface SessionOptions {
  /** Reference of an image that is on the engine. */
  readonly image: string
  readonly plan: Plan
  /** The plan's own file: its workspace is relative to it. */
  readonly file: string
  /** Where that is. Default: looked for. */
  readonly engine?: Engine
  /** Without one nothing outside of the container can be reached. */
  readonly wayOut?: WayOut | undefined
  /** Nix builds in its own sandbox. Default: as in `nixos/nix`, it does not. */
  readonly sandbox?: boolean
}

/** One reader's way through one tutorial: the container, and the server that is running in it. */
export class Session implements Checker {
  readonly #container: StartedNixContainer
  readonly #plan: Plan
  readonly #file: string
  readonly #wayOut: WayOut | undefined
  /** Loaded while the container works: the first request comes much later. */
  readonly #supertest = import('supertest')
  #server: NixServer | undefined

  private constructor(container: StartedNixContainer, { plan, file, wayOut }: SessionOptions) {
    this.#container = container
    this.#plan = plan
    this.#file = file
    this.#wayOut = wayOut
  }

  /**
   * Starts the container, with the workspace in it. Resolves when the engine is at it, for whoever
   * has other things to load meanwhile.
   *
   * @returns Whose first verdict is that the container cannot be started, if it cannot.
   */
  static async open(options: SessionOptions): Promise<Checker> {
    const { image, plan, file, wayOut, sandbox, engine } = options
    if (engine) adoptEngine(engine)
    const container = new NixContainer(image)
      .withLabels({ [PLAN_LABEL]: file })
      .withWorkspace(resolve(dirname(file), plan.workspace), { target: plan.mountAs })
    if (sandbox) container.withSandbox()
    if (wayOut) container.withEgress(wayOut.egress)
    const starting = container.start()
    await Promise.race([container.filled, starting.catch(() => {})])
    return openAhead(starting.then((started) => new Session(started, options)))
  }

  /** Does the steps of a check, in order, up to the first that does not hold. */
  async check(index: number, signal: AbortSignal): Promise<Verdict> {
    const newFindings = markFindings(this.#wayOut)
    const notes = index === 0 ? noteLeftOut(this.#container.leftOut) : []
    let failure: unknown
    try {
      for (const step of this.#plan.checks[index]!.steps) {
        if (this.#after(step)?.do === 'launch') this.#container.expectLaunch()
        notes.push(await this.#do(step, signal))
      }
    } catch (error) {
      failure = await this.#blame(error)
    }
    await this.#wayOut?.egress.settled()
    const cause = blameRequests(failure, newFindings(), this.#wayOut)
    return cause === undefined ? { held: true, notes } : verdictOf(cause)
  }

  #after(step: Step): Step | undefined {
    const steps = this.#plan.checks.flatMap((check) => check.steps)
    return steps[steps.indexOf(step) + 1]
  }

  /** Nothing can be said about a tutorial whose container, or engine, went away under it. */
  async #blame(error: unknown): Promise<unknown> {
    if (!(error instanceof NixproofError) || error.blame !== 'tutorial') return error
    return this.#container.requireRunning().then(
      () => error,
      (why: unknown) => why,
    )
  }

  async close(): Promise<void> {
    // A server that still runs ends with its container.
    await this.#container.stop()
  }

  async #do(step: Step, signal: AbortSignal): Promise<string> {
    switch (step.do) {
      case 'pins': {
        const { judgeFile } = await import('./judge-file.ts')
        const file = resolve(dirname(this.#file), step.file)
        return judgeFile(file, this.#wayOut?.clones ?? [], signal)
      }
      case 'build': {
        const { outPaths } = await this.#container.nixBuild({
          cwd: this.#path(step.cwd),
          ...(step.attribute && { attribute: step.attribute }),
          signal,
        })
        return outPaths.join(' ')
      }
      case 'shell': {
        const cwd = this.#path(step.cwd)
        const { stdout } = await this.#container.nixShell(step.run, { cwd, signal })
        requireOutput(step, stdout)
        return step.prints ?? step.run
      }
      case 'configure':
        return this.#configure(step, signal)
      case 'launch': {
        await this.#server?.stop()
        const { command, port } = step
        const cwd = this.#path(step.cwd)
        this.#server = await this.#container.launch(command, { cwd, port, signal })
        const { address, pid, readyAfterMs } = this.#server
        return `pid ${pid} on ${address}:${port} after ${Math.round(readyAfterMs)} ms`
      }
      case 'request':
        return requestPage((await this.#supertest).default, this.#requireServer(), step, signal)
    }
  }

  async #configure(step: ConfigureStep, signal: AbortSignal): Promise<string> {
    const { action, fragments, file } = step
    const { system } = await this.#container.nixosRebuild(action, {
      cwd: this.#path(step.cwd),
      ...(fragments && {
        fragments: fragments.map((fragment) => ({ ...fragment, file: this.#plan.tutorial })),
      }),
      ...(file !== undefined && { file }),
      signal,
    })
    return system
  }

  #path(cwd: string): string {
    return posix.resolve(this.#plan.mountAs, cwd)
  }

  #requireServer(): NixServer {
    if (this.#server) return this.#server
    throw new NixproofError('PLAN_INVALID', 'A request comes before any launch', {
      next: 'Put a launch step before the request',
    })
  }
}

/** A reader of the tutorial does not have these files either, but its author may wonder. */
function noteLeftOut(leftOut: readonly string[]): string[] {
  if (leftOut.length === 0) return []
  const more = leftOut.length > NAMES_TOLD ? `, and ${leftOut.length - NAMES_TOLD} more` : ''
  return [
    `not copied, as git ignores it or it is no file: ${leftOut.slice(0, NAMES_TOLD).join(', ')}${more}`,
  ]
}

const NAMES_TOLD = 5

function requireOutput({ run, prints }: ShellStep, stdout: string): void {
  if (prints === undefined || stdout.includes(prints)) return
  throw new NixproofError(
    'SHELL_COMMAND_FAILED',
    'The command in nix-shell printed something else',
    {
      wanted: `Output of "${run}" that contains "${prints}"`,
      found: stdout.trim() || 'No output',
      next: 'Make the shell provide what the tutorial says, or correct the tutorial',
    },
  )
}
