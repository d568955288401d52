import { GenericContainer, PullPolicy } from 'testcontainers'
import { getReaperImage } from 'testcontainers/build/reaper/reaper.js'
import type { Engine } from '../engine/find.ts'
import { runLabels } from '../engine/lifetime.ts'
import { within } from './deadline.ts'
import { CERTIFICATE_TARGET, egressEnvironment, SOCKET_TARGET, type EgressPoint } from './egress.ts'
import {
  hasAppArmor,
  hasImage,
  machineOf,
  removeContainer,
  requireImage,
  requireSameEngine,
  useEngine,
  type Machine,
} from './engine.ts'
import { NoAnswerError, toEngineError } from './engine-failure.ts'
import { createHeartbeat } from './heartbeat.ts'
import { limitsFor, NIX_CAPABILITIES } from './limits.ts'
import { openRelay } from './relay.ts'
import { RunningWaitStrategy } from './running.ts'
import {
  APPARMOR_OPTION,
  requireSandbox,
  SANDBOX_HOST_CONFIG,
  sandboxRefused,
  withSandboxSettings,
} from './sandbox.ts'
import { scriptArgv } from './scripts.ts'
import { StartedNixContainer } from './started-nix-container.ts'
import {
  COPY_DEADLINE_MS,
  copyWorkspace,
  createWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from './workspace.ts'

export { StartedNixContainer } from './started-nix-container.ts'

/** Without the copying of workspaces it takes well under a second. */
const START_TIMEOUT_MS = 60_000

/**
 * A container of a Nix image (`nixos/nix`, or one in its shape) in which Nix builds, opens shells
 * and launches what it built.
 *
 * Without more words it has no network but its own loopback, publishes no port, asks no
 * substituter, and pulls no image: the image has to be on the engine. `withNetwork()` and an
 * environment variable NIX_CONFIG of your own change that. It may use 4 GiB of memory (at most three
 * quarters of the machine), 4 processors and 4096 processes: `withResourcesQuota()` sets the first
 * two, 0 takes the limit away. It has the capabilities that Nix needs, `withAddedCapabilities()`
 * adds others, and no program in it can get more privileges.
 *
 * @example
 * await using container = await new NixContainer('nixos/nix:2.26.4').withWorkspace('app').start()
 * await container.nixBuild()
 * await using server = await container.launch(['./result/bin/app'])
 */
export class NixContainer extends GenericContainer {
  readonly #workspaces: Workspace[] = []
  #engine: Engine | undefined
  #egress: EgressPoint | undefined
  #sandboxed = false
  #abandoned = false
  readonly #leftOut: string[] = []
  #createdId: string | undefined
  readonly #filled = Promise.withResolvers<void>()

  constructor(image: string) {
    super(image)
    // Nix asks a substituter that cannot be reached for 4 to 5 s, at each call.
    this.withEnvironment({ NIX_CONFIG: 'substituters =' })
      .withNetworkMode('none')
      .withEntrypoint(scriptArgv('hold'))
      .withCommand([])
      .withSecurityOpt('no-new-privileges')
      .withDroppedCapabilities('ALL')
      .withAddedCapabilities(...NIX_CAPABILITIES)
      .withPullPolicy(PullPolicy.neverPull())
      .withWaitStrategy(new RunningWaitStrategy())
  }

  /**
   * Copies a directory of this machine into the container before it starts. Commands run in the
   * first one unless they say otherwise.
   *
   * @throws NixproofError USAGE when the target is not an absolute path; WORKSPACE_NOT_FOUND comes
   *   from `start()`.
   */
  withWorkspace(source: string, options: WorkspaceOptions = {}): this {
    this.#workspaces.push(createWorkspace(source, options))
    return this
  }

  /**
   * Resolves when the container is made and has its workspaces: from then on `start()` waits for
   * the engine alone, and this thread has time for something else.
   */
  get filled(): Promise<void> {
    return this.#filled.promise
  }

  /**
   * Gives the container a way out that leads to a proxy of nixproof's, and nowhere else: it stays
   * without a network, and connections to the proxy are carried out of its loopback. Programs are
   * told of it by the environment. The image has to be one that `ensureImage()` made.
   */
  withEgress(egress: EgressPoint): this {
    this.#egress = egress
    this.withEnvironment(egressEnvironment(egress)).withCopyContentToContainer([
      { content: egress.certificate, target: CERTIFICATE_TARGET },
    ])
    if (egress.socketDir !== undefined) {
      const mount = { source: egress.socketDir, target: SOCKET_TARGET, mode: 'ro' as const }
      this.withBindMounts([mount])
    }
    return this
  }

  /**
   * Has Nix build in its own sandbox: a builder sees its inputs and nothing else, and no network
   * unless its output has a fixed hash. The engine has to allow namespaces: system calls are not
   * filtered and /proc is not masked then. `start()` rejects where Nix cannot do it.
   */
  withSandbox(): this {
    this.#sandboxed = true
    const { SecurityOpt, ...paths } = SANDBOX_HOST_CONFIG
    Object.assign(this.hostConfig, paths)
    return this.withSecurityOpt(...SecurityOpt)
  }

  /**
   * @throws NixproofError ENGINE_NOT_FOUND, IMAGE_UNAVAILABLE, WORKSPACE_NOT_FOUND,
   *   SANDBOX_UNAVAILABLE, CONTAINER_FAILED or ENGINE_LOST; the reason of `signal` when that aborts.
   *   Nothing is left on the engine then.
   */
  override async start({
    signal,
  }: { readonly signal?: AbortSignal } = {}): Promise<StartedNixContainer> {
    signal?.throwIfAborted()
    const engine = (this.#engine = await useEngine())
    await requireImage(engine.docker, this.imageName.string)
    await requireSameEngine(engine)
    this.withLabels(await runLabels())
    // Ryuk cleans up after a process that died, and so do we: its absence is normal.
    if (this.autoCleanup && !(await hasImage(engine.docker, getReaperImage()))) {
      this.withAutoCleanup(false)
    }
    this.#prepare(await machineOf(engine.docker))
    const startupMs = this.startupTimeoutMs ?? START_TIMEOUT_MS
    const timeoutMs = startupMs + this.#workspaces.length * COPY_DEADLINE_MS
    try {
      const starting = createHeartbeat(engine.docker).guard(super.start())
      const outcome = await within(starting, { timeoutMs, signal })
      if (typeof outcome === 'string') {
        // testcontainers cannot be stopped: what it still makes is removed as soon as it is there.
        this.#abandoned = true
        starting.catch(() => {})
        throw outcome === 'aborted' ? signal?.reason : new NoAnswerError(timeoutMs)
      }
      const container = engine.docker.getContainer(outcome.value.getId())
      if (this.#sandboxed) await requireSandbox(container)
      const relay = this.#egress && (await openRelay(container, this.#egress))
      const workspace = this.#workspaces[0]?.target
      const belongings = { workspace, relay, leftOut: this.#leftOut }
      return new StartedNixContainer(outcome.value, container, belongings)
    } catch (error) {
      // testcontainers leaves a container that was created and cannot be started.
      const id = this.#createdId
      const removing = id === undefined ? undefined : removeContainer(engine.docker, id)
      const refused = this.#sandboxed ? sandboxRefused(error) : undefined
      const failure =
        refused ?? toEngineError(`Cannot start a container of "${this.imageName.string}"`, error)
      // An engine that is lost does not remove it either; the end of the run tries again.
      if (failure.code !== 'ENGINE_LOST') await removing
      throw signal?.aborted && error === signal.reason ? error : failure
    }
  }

  /** What depends on the machine, and on what was set after all. */
  #prepare(machine: Machine): void {
    Object.assign(this.hostConfig, limitsFor(machine, this.hostConfig))
    if (!this.#sandboxed) return
    this.withEnvironment({ NIX_CONFIG: withSandboxSettings(this.environment['NIX_CONFIG']) })
    if (hasAppArmor(machine)) this.withSecurityOpt(APPARMOR_OPTION)
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.#createdId = id
    if (this.#abandoned && this.#engine) return removeContainer(this.#engine.docker, id)
    const container = this.#engine?.docker.getContainer(id)
    if (!container) return
    for (const workspace of this.#workspaces) {
      // oxlint-disable-next-line no-await-in-loop -- one may lie inside another
      this.#leftOut.push(...(await copyWorkspace(container, workspace)))
    }
    setTimeout(this.#filled.resolve, 1) // The request to start it goes out first.
  }
}
