import { posix } from 'node:path'
import type { Container } from 'dockerode'
import {
  AbstractStartedContainer,
  type StartedTestContainer,
  type StoppedTestContainer,
} from 'testcontainers'
import { nixBuildArgv, parseOutPaths, TRACE_ARGS } from '../nix/argv.ts'
import { attachTerminal } from './attach.ts'
import { orAbort } from './deadline.ts'
import { requireRunning, toEngineError } from './engine-failure.ts'
import { createInquiry, type Inquiry } from './inquiry.ts'
import { copyOut, type CopiedOut, type CopyOutOptions } from './copy-out.ts'
import type { LaunchOptions } from './launch.ts'
import { createLauncher, type Launcher } from './launcher.ts'
import { rebuildNixos, type NixosAction, type NixosOptions, type NixosResult } from './nixos.ts'
import type { NixBuildResult, NixOptions } from './nix-options.ts'
import type { Relay } from './relay.ts'
import { runProcess, type RunOptions, type RunResult } from './run.ts'
import { createRunners, type Runners } from './runners.ts'
import type { NixServer } from './server.ts'
import { runInShell } from './shell.ts'
import { openShell } from './shells.ts'
import type { NixShell } from './typed-shell.ts'
import type { OpenShellOptions } from './typed.ts'
import type { StopContainerOptions } from './stop-options.ts'

/** Evaluating and building may take long. */
const BUILD_TIMEOUT_MS = 1_800_000

/** What a container was started with. */
interface Belongings {
  readonly workspace?: string | undefined
  readonly relay?: Relay | undefined
  readonly leftOut?: readonly string[]
  readonly diskQuota?: number | undefined
}

export class StartedNixContainer extends AbstractStartedContainer {
  /** The directory in the container that commands run in, and that `cwd` is relative to. */
  readonly workspace: string
  /** What of the workspaces git ignores, or nobody can copy (sockets, pipes); a directory ends in "/". */
  readonly leftOut: readonly string[]
  /** GiB that the container may write; `undefined` where the engine can set no such limit. */
  readonly diskQuota: number | undefined
  readonly #runners: Runners
  readonly #launcher: Launcher
  readonly #relay: Relay | undefined
  readonly #inquire: Inquiry
  #closing = false

  constructor(
    started: StartedTestContainer,
    container: Container,
    { workspace = '/root', relay, leftOut = [], diskQuota }: Belongings = {},
  ) {
    super(started)
    this.#runners = createRunners(container)
    this.#launcher = createLauncher(this.#runners)
    this.workspace = workspace
    this.leftOut = leftOut
    this.diskQuota = diskQuota
    this.#relay = relay
    this.#inquire = createInquiry((argv, options) => this.run(argv, options))
  }

  /**
   * Runs a command to its end. That it fails is a result, not an error. What it leaves running in
   * the background is ended with it, save what makes itself a daemon.
   *
   * @param argv The program and its arguments; no shell looks at them.
   * @returns With `exitCode: null` when the deadline ended it.
   * @throws NixproofError USAGE when `cwd` does not exist, CONTAINER_FAILED or ENGINE_LOST; the
   *   reason of `signal` when that aborts.
   */
  run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return runProcess(this.#runners, { ...options, argv, cwd: this.#path(options.cwd) })
  }

  /**
   * Runs `nix-build`.
   *
   * @throws NixproofError with the code that fits: the README's table of faults has them all. Its
   *   `details` carry the whole result, and the place in the workspace that Nix names. Also throws
   *   what `run()` throws.
   */
  async nixBuild(options: NixOptions = {}): Promise<NixBuildResult> {
    const argv = nixBuildArgv(options)
    const result = await this.run(argv, { timeoutMs: BUILD_TIMEOUT_MS, ...options })
    if (result.exitCode !== 0) {
      const again = nixBuildArgv({
        ...options,
        args: [...(options.args ?? []), ...TRACE_ARGS],
      })
      throw await this.#inquire(result, { ...options, workspace: this.workspace, again })
    }
    return { ...result, outPaths: parseOutPaths(result.stdout) }
  }

  /**
   * Runs `nix-instantiate`: with `--eval` or `--parse` it says what an expression is.
   *
   * @param args As `nix-instantiate` takes them.
   * @throws NixproofError as `nixBuild()`.
   */
  async nixInstantiate(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const argv = ['nix-instantiate', ...args]
    const result = await this.run(argv, { timeoutMs: BUILD_TIMEOUT_MS, ...options })
    if (result.exitCode === 0) return result
    const again = [...argv, '--show-trace']
    throw await this.#inquire(result, { ...options, workspace: this.workspace, again })
  }

  /**
   * Runs a command line in the shell that `nix-shell` opens.
   *
   * @param command Text for bash.
   * @throws NixproofError as `nixBuild()` when Nix cannot open the shell; SHELL_COMMAND_FAILED,
   *   PROGRAM_NOT_FOUND, PYTHON_MODULE_MISSING or TIMEOUT when the command fails in it.
   */
  nixShell(command: string, options: NixOptions = {}): Promise<RunResult> {
    const cwd = this.#path(options.cwd)
    const context = { runners: this.#runners, inquire: this.#inquire, workspace: this.workspace }
    return runInShell({ ...context, cwd, timeoutMs: BUILD_TIMEOUT_MS }, command, options)
  }

  /**
   * Runs `nixos-rebuild`. After `switch` and `test` the packages of the configuration are found by
   * name, as on a NixOS system: `launch(['my-app'])`. What a container cannot do (boot loader,
   * kernel, services, users) is told on the result's `stderr`.
   *
   * @param options Default: the configuration that is in `/etc/nixos` already.
   * @throws NixproofError as `nixBuild()`, and NIX_OPTION_MISSING; places in a fragment are told by
   *   the fragment's own file and line. USAGE for an image without `nixos-rebuild`.
   */
  nixosRebuild(action: NixosAction, options: NixosOptions = {}): Promise<NixosResult> {
    const run = (argv: readonly string[]): Promise<RunResult> =>
      this.run(argv, { timeoutMs: BUILD_TIMEOUT_MS, ...options })
    return rebuildNixos(this.#runners.container, action, options, run, (result, sources) =>
      this.#inquire(result, { ...options, workspace: this.workspace, sources }),
    )
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
    return this.#launcher.launch({ ...options, argv, cwd: this.#path(options.cwd) })
  }

  /**
   * Opens a shell that commands are typed in, one after the other, and that keeps its state.
   *
   * @throws NixproofError USAGE when `cwd` does not exist, CONTAINER_FAILED or ENGINE_LOST; the reason
   *   of `signal` when that aborts.
   */
  openShell(options: OpenShellOptions = {}): Promise<NixShell> {
    const place = {
      runners: this.#runners,
      launcher: this.#launcher,
      workspace: this.workspace,
      run: (argv: readonly string[], runOptions: RunOptions) => this.run(argv, runOptions),
      closing: () => this.#closing,
    }
    return openShell(place, { ...options, cwd: this.#path(options.cwd) })
  }

  /** Opens the tunnel of the next server ahead: the engine takes 0.1 s for it. */
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
    const { heartbeat, container } = this.#runners
    await orAbort(heartbeat.guard(requireRunning(container)), signal)
  }

  /**
   * Runs a program of the container on this process's terminal, for a person to use.
   *
   * @returns Its exit code.
   * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST.
   */
  attach(argv: readonly string[]): Promise<number> {
    return attachTerminal(this.#runners.container, argv)
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
      return await orAbort(this.#runners.heartbeat.guard(super.stop(options)), signal)
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
   * @throws NixproofError USAGE when there is nothing; also what `run()` throws.
   */
  async copyOut(path: string, directory: string, options: CopyOutOptions = {}): Promise<CopiedOut> {
    const given = this.#path(path)
    const { stdout, exitCode } = await this.run(['realpath', '-z', '--', given], options)
    // What is not there is for the engine to say.
    const real = exitCode === 0 ? stdout.replace(/\0$/, '') : given
    const name = posix.basename(given)
    return copyOut(this.#runners.container, { path: real, name, directory }, options)
  }

  protected override async containerStopping(): Promise<void> {
    this.#closing = true
    this.#runners.close()
    this.#relay?.close()
    await this.#launcher.close()
  }

  #path(cwd = '.'): string {
    return posix.resolve(this.workspace, cwd)
  }
}
