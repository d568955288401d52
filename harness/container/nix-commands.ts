import { posix } from 'node:path'
import type { Container } from 'dockerode'
import { AbstractStartedContainer, type StartedTestContainer } from 'testcontainers'
import { nixBuildArgv, parseOutPaths, TRACE_ARGS } from '../nix/argv.ts'
import type { Belongings } from './belongings.ts'
import { createInquiry, type Inquiry } from './inquiry.ts'
import { rebuildNixos, type NixosAction, type NixosOptions, type NixosResult } from './nixos.ts'
import type { NixBuildResult, NixOptions } from './nix-options.ts'
import { runProcess, type RunOptions, type RunResult } from './run.ts'
import { runNix, type NixRun } from './run-nix.ts'
import { createRunners, type Runners } from './runners.ts'
import { runInShell } from './shell.ts'

/** Evaluating and building may take long. */
const BUILD_TIMEOUT_MS = 1_800_000

/** The commands of a container that end by themselves. */
export class NixCommands extends AbstractStartedContainer {
  /** The directory in the container that commands run in, and that `cwd` is relative to. */
  readonly workspace: string
  /** GiB that the container may write; `undefined` where the engine can set no such limit. */
  readonly diskQuota: number | undefined
  protected readonly runners: Runners
  readonly #inquire: Inquiry

  constructor(
    started: StartedTestContainer,
    container: Container,
    { workspace = '/root', diskQuota }: Belongings = {},
  ) {
    super(started)
    this.runners = createRunners(container)
    this.workspace = workspace
    this.diskQuota = diskQuota
    this.#inquire = createInquiry({
      run: (argv, options) => this.run(argv, options),
      runNix: (argv, options) => this.#runNix(argv, options),
      diskLimited: diskQuota !== undefined,
    })
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
    return runProcess(this.runners, { ...options, argv, cwd: this.path(options.cwd) })
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
    const ran = await this.#runNix(argv, { timeoutMs: BUILD_TIMEOUT_MS, ...options })
    const { result } = ran
    if (result.exitCode !== 0) {
      const args = [...(options.args ?? []), ...TRACE_ARGS]
      const again = nixBuildArgv({ ...options, args })
      throw await this.#inquire(ran, { ...options, workspace: this.workspace, again })
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
    const ran = await this.#runNix(argv, { timeoutMs: BUILD_TIMEOUT_MS, ...options })
    if (ran.result.exitCode === 0) return ran.result
    const again = [...argv, '--show-trace']
    throw await this.#inquire(ran, { ...options, workspace: this.workspace, again })
  }

  /**
   * Runs a command line in the shell that `nix-shell` opens.
   *
   * @param command Text for bash.
   * @throws NixproofError as `nixBuild()` when Nix cannot open the shell; SHELL_COMMAND_FAILED,
   *   PROGRAM_NOT_FOUND, PYTHON_MODULE_MISSING or TIMEOUT when the command fails in it.
   */
  nixShell(command: string, options: NixOptions = {}): Promise<RunResult> {
    const cwd = this.path(options.cwd)
    const context = { runners: this.runners, inquire: this.#inquire, workspace: this.workspace }
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
    const own = { timeoutMs: BUILD_TIMEOUT_MS, ...options }
    const run = (argv: readonly string[], how: RunOptions = own): Promise<RunResult> =>
      this.run(argv, how)
    return rebuildNixos(action, options, run, (result, again) =>
      this.#inquire({ result }, { ...options, ...again, workspace: this.workspace, traced: true }),
    )
  }

  #runNix(argv: readonly string[], options: RunOptions): Promise<NixRun> {
    return runNix(this.runners, { ...options, argv, cwd: this.path(options.cwd) })
  }

  protected path(cwd = '.'): string {
    return posix.resolve(this.workspace, cwd)
  }
}
