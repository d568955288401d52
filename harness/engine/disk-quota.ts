/** What an engine says of where it keeps containers. */
export interface Storage {
  readonly Driver: string
  /** Pairs of a name and a value. */
  readonly DriverStatus?: readonly (readonly string[])[] | null
}

/**
 * Bytes, unless somebody says otherwise. The store of a NixOS system with a C toolchain takes some
 * 5 GiB; what runs away is stopped before a disk of an ordinary size is full.
 */
export const DISK_QUOTA: number = 10 * 1024 ** 3

/**
 * Whether an engine may be able to limit what a container writes. With overlay2 only a try tells:
 * it can on xfs that is mounted with pquota, and says nothing of the latter.
 * https://docs.docker.com/reference/cli/docker/container/run/#storage-opt
 */
export function mayLimitDisk({ Driver, DriverStatus }: Storage): boolean {
  if (Driver === 'btrfs' || Driver === 'zfs') return true
  const backing = DriverStatus?.find(([name]) => name === 'Backing Filesystem')?.[1]
  // Podman calls it "overlay".
  return (Driver === 'overlay2' || Driver === 'overlay') && backing === 'xfs'
}

/** Why one cannot that says so itself. */
export function whyNoDiskQuota({ Driver, DriverStatus }: Storage): string {
  const backing = DriverStatus?.find(([name]) => name === 'Backing Filesystem')?.[1]
  return `${Driver}${backing === undefined ? '' : ` on ${backing}`} cannot`
}

/** Whether an engine would not make a container because it cannot limit its disk. */
export function isDiskQuotaRefused(reason: string): boolean {
  return /storage[- ]opt/i.test(reason)
}

/** The part of a container's settings that limits it. */
export function diskQuota(bytes: number): { StorageOpt: { size: string } } {
  return { StorageOpt: { size: String(bytes) } }
}
