import { posix } from 'node:path'
import type { Container } from 'dockerode'
import type { StartedTestContainer, StoppedTestContainer } from 'testcontainers'
import { attachTerminal } from './attach.ts'
import type { Belongings } from './belongings.ts'
import { resolveCopied } from './copied-path.ts'
import { copyOut, type CopiedOut, type CopyOutOptions } from './copy-out.ts'
import { orAbort } from './deadline.ts'
import { requireRunning, toEngineError } from './engine-failure.ts'
import type { LaunchOptions } from './launch.ts'
import { createLauncher, type Launcher } from './launcher.ts'
import { NixCommands } from './nix-commands.ts'
import type { Relay } from './relay.ts'
import type { NixServer } from './server.ts'
import { openShell } from './shells.ts'
import type { StopContainerOptions } from './stop-options.ts'
import type { NixShell } from './typed-shell.ts'
import type { OpenShellOptions } from './typed.ts'

export class StartedNixContainer extends NixCommands {
  /** What of the workspaces git ignores, or nobody can copy (sockets, pipes); a directory ends in "/". */
  readonly leftOut: readonly string[]
  readonly #launcher: Launcher
  readonly #relay: Relay | undefined

  constructor(started: StartedTestContainer, container: Container, belongings: Belongings = {}) {
    super(started, container, belongings)
    this.#launcher = createLauncher(this.runners)
    this.leftOut = belongings.leftOut ?? []
    this.#relay = belongings.relay
  }

  /**
   * Starts a server and waits until it listens; a tunnel then leads to it, also when it listens
   * only on the container's loopback.
   *
   * @param argv The program and its arguments; no shell looks at them.
   * @throws NixproofError SERVER_EXITED, SERVER_NOT_LISTENING, PORT_TAKEN, PROGRAM_NOT_FOUND or
   *   PYTHON_MODULE_MISSING, with what the program wrote; nothing of it is left then. Also throws
   *   what `run()` throws.
   */
  async launch(argv: readonly string[], options: LaunchOptions = {}): Promise<NixServer> {
    return this.#launcher.launch({ ...options, argv, cwd: this.path(options.cwd) })
  }

  /**
   * Opens a shell that keeps its state, to type commands in.
   *
   * @throws NixproofError as `run()`.
   */
  openShell(options: OpenShellOptions = {}): Promise<NixShell> {
    const { workspace } = this
    const diskLimited = this.diskQuota !== undefined
    const place = { runners: this.runners, launcher: this.#launcher, workspace, diskLimited }
    return openShell(place, options)
  }

  /** Opens what carries connections to servers ahead: the engine takes 0.1 s for it. */
  expectLaunch(): void {
    this.#launcher.expect()
  }

  /**
   * Sees that the container runs, on an engine that answers: where something else has failed, that
   * may be why.
   *
   * @throws NixproofError ENGINE_LOST, CONTAINER_FAILED or OUT_OF_MEMORY when it does not.
   */
  async requireRunning({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const { heartbeat, container } = this.runners
    await orAbort(heartbeat.guard(requireRunning(container)), signal)
  }

  /**
   * Runs a program of the container on this process's terminal, for a person to use.
   *
   * @returns Its exit code.
   * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST.
   */
  attach(argv: readonly string[]): Promise<number> {
    return attachTerminal(this.runners.container, argv)
  }

  /** Lets go of a container that is to stay (`withKeep()`): servers and shells of this process end. */
  async leave(): Promise<void> {
    await this.containerStopping()
  }

  /**
   * Ends the container with all that runs in it.
   *
   * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST.
   */
  override async stop({
    signal,
    ...options
  }: StopContainerOptions = {}): Promise<StoppedTestContainer> {
    try {
      return await orAbort(this.runners.heartbeat.guard(super.stop(options)), signal)
    } catch (error) {
      signal?.throwIfAborted()
      throw toEngineError('Cannot stop the container', error)
    }
  }

  /**
   * Copies a file or a directory out of the container, under its own name, into a directory of this
   * machine, which is made when it is not there. A link is followed: `copyOut('result', '.')` gives
   * what was built. Links in it that lead elsewhere, as most do in the Nix store, are left out.
   *
   * @param path Absolute, or relative to the workspace.
   * @throws NixproofError USAGE when it leads to nothing, or the copy cannot be written; also what
   *   `run()` throws.
   */
  async copyOut(path: string, directory: string, options: CopyOutOptions = {}): Promise<CopiedOut> {
    const given = this.path(path)
    const real = await resolveCopied(given, (argv) => this.run(argv, options))
    const name = posix.basename(given)
    return copyOut(this.runners.container, { path: real, name, directory }, options)
  }

  protected override async containerStopping(): Promise<void> {
    this.runners.close()
    this.#relay?.close()
    await this.#launcher.close()
  }
}
