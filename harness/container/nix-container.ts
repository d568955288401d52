import type Docker from 'dockerode'
import type { StartedTestContainer } from 'testcontainers'
import { getReaperImage } from 'testcontainers/build/reaper/reaper.js'
import type { Engine } from '../engine/find.ts'
import { keptLabels } from '../engine/kept.ts'
import { runLabels } from '../engine/lifetime.ts'
import { ConfiguredContainer } from './configured-container.ts'
import { within } from './deadline.ts'
import {
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
import { requireBuilders } from './require-builders.ts'
import { requireSandbox, sandboxRefused } from './sandbox.ts'
import type { StartedNixContainer } from './started-nix-container.ts'
import { diskQuotaOf, learnRefusal, wishesFor } from './wishes.ts'
import { COPY_DEADLINE_MS, copyWorkspace } from './workspace.ts'

export type { StartedNixContainer } from './started-nix-container.ts'

/** All that a started one can do: the engine starts it in the time that this takes to load. */
const loadStarted = (): Promise<{ readonly StartedNixContainer: typeof StartedNixContainer }> =>
  import('./started-nix-container.ts')

/** Without the copying of workspaces it takes well under a second. */
const START_TIMEOUT_MS = 60_000

/**
 * A container of a Nix image (`nixos/nix`, or one in its shape) in which Nix builds, opens shells
 * and launches what it built.
 *
 * Without more words it has no network but its own loopback, publishes no port, asks no
 * substituter, and pulls no image: the image has to be on the engine. `withNetwork()` and an
 * environment variable NIX_CONFIG of your own change that. It may use 4 GiB of memory (at most three
 * quarters of the machine), 4 processors, 4096 processes and, where the engine can limit that,
 * 10 GiB of disk: `withResourcesQuota()`. It has the capabilities that Nix needs,
 * `withAddedCapabilities()` adds others, and no program in it can get more privileges.
 *
 * @example
 * await using container = await new NixContainer('nixos/nix:2.26.4').withWorkspace('app').start()
 * await container.nixBuild()
 * await using server = await container.launch(['./result/bin/app'])
 */
export class NixContainer extends ConfiguredContainer {
  #engine: Engine | undefined
  #abandoned = false
  readonly #leftOut: string[] = []
  #createdId: string | undefined
  readonly #filled = Promise.withResolvers<void>()

  /**
   * Resolves when the container is made and has its workspaces: from then on `start()` waits for
   * the engine alone, and this thread has time for something else.
   */
  get filled(): Promise<void> {
    return this.#filled.promise
  }

  /**
   * @throws NixproofError ENGINE_NOT_FOUND, IMAGE_UNAVAILABLE, WORKSPACE_NOT_FOUND,
   *   SANDBOX_UNAVAILABLE, BUILDER_UNAVAILABLE, CONTAINER_FAILED or ENGINE_LOST; the reason of `signal` when that aborts.
   *   Nothing is left on the engine then.
   */
  override async start({
    signal,
  }: { readonly signal?: AbortSignal } = {}): Promise<StartedNixContainer> {
    signal?.throwIfAborted()
    const engine = (this.#engine = await useEngine())
    const [machine, labels, hasRyuk] = await Promise.all([
      machineOf(engine.docker),
      this.kept ? keptLabels() : runLabels(),
      this.autoCleanup && hasImage(engine.docker, getReaperImage()),
      requireImage(engine.docker, this.imageName.string),
      requireSameEngine(engine),
    ])
    this.withLabels(labels)
    // Ryuk cleans up after a process that died, and so do we: its absence is normal.
    if (!hasRyuk || this.kept) this.withAutoCleanup(false)
    this.prepare(machine)
    const startupMs = this.startupTimeoutMs ?? START_TIMEOUT_MS
    const timeoutMs = startupMs + this.workspaces.length * COPY_DEADLINE_MS
    try {
      const starting = createHeartbeat(engine.docker).guard(
        this.#startAsAble(engine.docker, machine),
      )
      const outcome = await within(starting, { timeoutMs, signal })
      if (typeof outcome === 'string') {
        // testcontainers cannot be stopped: what it still makes is removed as soon as it is there.
        this.#abandoned = true
        starting.catch(() => {})
        throw outcome === 'aborted' ? signal?.reason : new NoAnswerError(timeoutMs)
      }
      const container = engine.docker.getContainer(outcome.value.getId())
      if (this.sandboxed) await requireSandbox(container)
      const relay =
        this.egress && (await (await import('./relay.ts')).openRelay(container, this.egress))
      const workspace = this.workspaces[0]?.target
      const diskQuota = diskQuotaOf(this.hostConfig)
      const belongings = { workspace, relay, leftOut: this.#leftOut, diskQuota }
      const { StartedNixContainer: Started } = await loadStarted()
      const started = new Started(outcome.value, container, belongings)
      const { builders = [] } = this.egress?.nix ?? {}
      await requireBuilders(started, builders, signal).catch(async (error: unknown) => {
        await started.stop().catch(() => {}) // With its way out, which would be lost otherwise.
        throw error
      })
      return started
    } catch (error) {
      // testcontainers leaves a container that was created and cannot be started.
      const id = this.#createdId
      const removing = id === undefined ? undefined : removeContainer(engine.docker, id)
      const refused = this.sandboxed ? sandboxRefused(error) : undefined
      const failure =
        refused ?? toEngineError(`Cannot start a container of "${this.imageName.string}"`, error)
      // An engine that is lost does not remove it either; the end of the run tries again.
      if (failure.code !== 'ENGINE_LOST') await removing
      throw signal?.aborted && error === signal.reason ? error : failure
    }
  }

  /** Starts it with all that the engine can give. */
  async #startAsAble(docker: Docker, machine: Machine): Promise<StartedTestContainer> {
    const { hostConfig, networkMode: NetworkMode } = this
    const set = { ...hostConfig, ...(NetworkMode !== undefined && { NetworkMode }) }
    const wishes = wishesFor(docker, machine, set, this.disk)
    Object.assign(this.hostConfig, wishes)
    try {
      return await super.start()
    } catch (error) {
      if (this.#abandoned || !learnRefusal(docker, wishes, error)) throw error
      if (this.#createdId !== undefined) await removeContainer(docker, this.#createdId)
      this.#createdId = undefined
      this.#leftOut.length = 0
      for (const wish of Object.keys(wishes) as (keyof typeof wishes)[])
        delete this.hostConfig[wish]
      return this.#startAsAble(docker, machine)
    }
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.#createdId = id
    if (this.#abandoned && this.#engine) return removeContainer(this.#engine.docker, id)
    const container = this.#engine?.docker.getContainer(id)
    if (!container) return
    for (const workspace of this.workspaces) {
      // oxlint-disable-next-line no-await-in-loop -- one may lie inside another
      this.#leftOut.push(...(await copyWorkspace(container, workspace)))
    }
    setTimeout(this.#filled.resolve, 1) // The request to start it goes out first.
    void this.filled.then(loadStarted)
  }
}
