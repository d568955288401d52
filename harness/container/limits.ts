import type { HostConfig } from 'dockerode'
import { NixproofError } from '../errors.ts'

/** What an engine says of the machine that it runs on, as far as limits need it. */
export interface MachineSize {
  /** Bytes. */
  readonly MemTotal: number
  readonly NCPU: number
}

/** The limits of a container, in the words of the engine. */
export type ContainerLimits = Required<
  Pick<HostConfig, 'Memory' | 'MemorySwap' | 'NanoCpus' | 'CpuShares' | 'PidsLimit'>
>

export const GIB: number = 1024 ** 3
/** What `withResourcesQuota()` takes. */
export interface NixResourcesQuota {
  /** GiB. */
  readonly memory?: number
  /** Processors. */
  readonly cpu?: number
  /** GiB. */
  readonly disk?: number
}

const MEMORY = 4 * GIB
/** Of a machine that has not much more memory. */
const MEMORY_SHARE = 0.75
const CPUS = 4
const NANO = 1e9
/** Half of what processes get otherwise: where processors are scarce, the others go first. */
const CPU_SHARES = 512
const PROCESSES = 4096

/**
 * What nobody set is limited: 4 GiB of memory (at most three quarters of the machine) without swap,
 * 4 processors, 4096 processes. An engine refuses more processors than its machine has.
 */
export function limitsFor(machine: MachineSize, set: HostConfig): ContainerLimits {
  const most = Math.floor(machine.MemTotal * MEMORY_SHARE)
  const memory = set.Memory ?? Math.min(MEMORY, most)
  return {
    Memory: memory,
    // The sum of both kinds; 0 leaves it to the engine, as it must where memory has no limit.
    MemorySwap: set.MemorySwap ?? memory,
    NanoCpus: set.NanoCpus ?? Math.min(CPUS, machine.NCPU) * NANO,
    CpuShares: set.CpuShares ?? CPU_SHARES,
    PidsLimit: set.PidsLimit ?? PROCESSES,
  }
}

/**
 * The capabilities that Nix needs as root; all others are dropped. Builders are other users: their
 * directories change owner (CHOWN), are read and cleaned up (DAC_OVERRIDE, FOWNER), they are
 * become (SETUID, SETGID) and ended (KILL). Found by leaving out one after the other on Nix 2.8,
 * 2.26 and 2.34, with and without Nix's sandbox.
 */
export const NIX_CAPABILITIES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'SETUID',
  'SETGID',
  'KILL',
] as const

/**
 * What engines take least, save 0: 6 MiB, as they say in `verifyPlatformContainerResources`, and what
 * makes 1 ms of the 100 ms that the kernel counts processors in.
 * https://github.com/moby/moby/blob/master/daemon/daemon_unix.go
 */
const LEAST: Readonly<Record<keyof NixResourcesQuota, number>> = {
  memory: (6 * 1024 ** 2) / GIB,
  cpu: 0.01,
  disk: 0,
}

/**
 * `Number(undefined)` would else take a limit away without a word.
 *
 * @throws NixproofError USAGE
 */
export function requireAmounts(quota: NixResourcesQuota): void {
  for (const [name, amount] of Object.entries(quota)) {
    const least = LEAST[name as keyof NixResourcesQuota]
    if (amount === undefined || amount === 0) continue
    if (Number.isFinite(amount) && amount > 0 && amount >= least) continue
    throw new NixproofError('USAGE', `The container cannot be given that much ${name}`, {
      wanted: `${name}: 0 for no limit, or a finite number ${least > 0 ? `from ${least} on` : 'above'}`,
      found: `${name}: ${String(amount)}`,
      next: 'Give a number, or leave it out for the default',
    })
  }
}
