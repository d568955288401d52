import { GenericContainer, PullPolicy } from 'testcontainers'
import { CERTIFICATE_TARGET, egressEnvironment, SOCKET_TARGET, type EgressPoint } from './egress.ts'
import { hasAppArmor, type Machine } from './engine.ts'
import { limitsFor, NIX_CAPABILITIES, requireAmounts, type NixResourcesQuota } from './limits.ts'
import { RunningWaitStrategy } from './running.ts'
import { APPARMOR_OPTION, SANDBOX_HOST_CONFIG, withSandboxSettings } from './sandbox.ts'
import { scriptArgv } from './scripts.ts'
import { WARM_TARGET, warmSettings, type WarmMount } from './warm/mount.ts'
import { createWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts'

/** What can be set of a NixContainer before it starts. */
export class ConfiguredContainer extends GenericContainer {
  protected readonly workspaces: Workspace[] = []
  protected egress: EgressPoint | undefined
  protected sandboxed = false
  protected kept = false
  /** GiB; `undefined` for the default. */
  protected disk: number | undefined

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
    this.workspaces.push(createWorkspace(source, options))
    return this
  }

  /**
   * What the container may use, 0 for no limit. As with testcontainers, memory and processors are
   * set together: the one that is left out gets its default again. Disk is what is written outside
   * of volumes; on btrfs and zfs the image counts as well. Not every engine can limit it:
   * `StartedNixContainer.diskQuota` says what is in force.
   *
   * @throws NixproofError USAGE for what is no amount.
   */
  override withResourcesQuota(quota: NixResourcesQuota): this {
    requireAmounts(quota)
    const { disk, ...others } = quota
    this.disk = disk ?? this.disk
    const diskAlone = disk !== undefined && Object.keys(others).length === 0
    return diskAlone ? this : super.withResourcesQuota(others)
  }

  /**
   * Gives the container a way out that leads to a proxy of nixproof's, and nowhere else: it stays
   * without a network, and connections to the proxy are carried out of its loopback. Programs are
   * told of it by the environment. The image has to be one that `ensureImage()` made.
   */
  withEgress(egress: EgressPoint): this {
    this.egress = egress
    this.withEnvironment(egressEnvironment(egress)).withCopyContentToContainer([
      { content: egress.certificate, target: CERTIFICATE_TARGET },
    ])
    if (egress.nix) {
      const { lines, environment, files } = egress.nix
      const config = [this.environment['NIX_CONFIG'], ...lines].filter(Boolean).join('\n')
      this.withEnvironment({ ...environment, NIX_CONFIG: config })
      // Keys among them: in the container's own layer, and gone with it.
      this.withCopyContentToContainer([...files])
    }
    if (egress.socketDir !== undefined) {
      const mount = { source: egress.socketDir, target: SOCKET_TARGET, mode: 'ro' as const }
      this.withBindMounts([mount])
    }
    return this
  }

  /**
   * Lets Nix take what it would build from a warm store, where that has it. Nothing in the container
   * can write to it.
   */
  withWarmStore(mount: WarmMount): this {
    const settings = warmSettings(mount)
    const { NIX_CONFIG = '' } = this.environment
    return this.withVolume(mount.volume, WARM_TARGET, 'ro').withEnvironment({
      NIX_CONFIG: [NIX_CONFIG, ...settings].join('\n'),
    })
  }

  protected withVolume(Source: string, Target: string, mode: 'ro' | 'rw'): this {
    const { Mounts = [] } = this.hostConfig
    const ReadOnly = mode === 'ro'
    this.hostConfig.Mounts = [...Mounts, { Type: 'volume', Source, Target, ReadOnly }]
    return this
  }

  /**
   * Lets the container go on when its run has ended, for somebody to look at: `nixproof clean` removes
   * it, or whoever calls `stop()`.
   */
  withKeep(): this {
    this.kept = true
    return this
  }

  /**
   * Has Nix build in its own sandbox: a builder sees its inputs and nothing else, and no network
   * unless its output has a fixed hash. The engine has to allow namespaces: system calls are not
   * filtered and /proc is not masked then. `start()` rejects where Nix cannot do it.
   */
  withSandbox(): this {
    this.sandboxed = true
    const { SecurityOpt, ...paths } = SANDBOX_HOST_CONFIG
    Object.assign(this.hostConfig, paths)
    return this.withSecurityOpt(...SecurityOpt)
  }

  /** What depends on the machine, and on what was set after all. */
  protected prepare(machine: Machine): void {
    Object.assign(this.hostConfig, limitsFor(machine, this.hostConfig))
    if (!this.sandboxed) return
    this.withEnvironment({ NIX_CONFIG: withSandboxSettings(this.environment['NIX_CONFIG']) })
    if (hasAppArmor(machine)) this.withSecurityOpt(APPARMOR_OPTION)
  }
}
