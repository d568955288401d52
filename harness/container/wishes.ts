import type Docker from 'dockerode'
import type { HostConfig } from 'dockerode'
import {
  DISK_QUOTA,
  diskQuota,
  isDiskQuotaRefused,
  mayLimitDisk,
  type Storage,
} from '../engine/disk-quota.ts'
import { GIB } from './limits.ts'

/** What a container gets where the engine can give it, and goes without where it cannot. */
export type Wishes = Pick<HostConfig, 'StorageOpt' | 'Sysctls'>
type Wish = keyof Wishes

/**
 * Servers may listen on ::1. Engines switch IPv6 off in containers whose network has none, on the
 * loopback too; with it on there is still no other interface, and no route but to itself.
 */
const IPV6_ON_LOOPBACK = { 'net.ipv6.conf.lo.disable_ipv6': '0' }

const isRefused: Readonly<Record<Wish, (reason: string) => boolean>> = {
  StorageOpt: isDiskQuotaRefused,
  // Of a kernel without IPv6 the file is not there: runc tells its name.
  Sysctls: (reason) => reason.includes('disable_ipv6'),
}

/** Who has refused what: asked once, no other container of this process pays for it. */
const refusals = new WeakMap<Docker, Set<Wish>>()

/** @param disk GiB, 0 for no limit. What is in `set` is somebody's choice, and stays. */
export function wishesFor(
  docker: Docker,
  storage: Storage,
  set: HostConfig,
  disk: number = DISK_QUOTA / GIB,
): Wishes {
  const refused = refusals.get(docker)
  const may = (wish: Wish): boolean => set[wish] === undefined && refused?.has(wish) !== true
  // In the network of somebody else nothing may be set.
  const ownNetwork = !/^(host$|container:)/.test(set.NetworkMode ?? '')
  return {
    ...(may('StorageOpt') && disk > 0 && mayLimitDisk(storage) && diskQuota(disk * GIB)),
    ...(may('Sysctls') && ownNetwork && { Sysctls: IPV6_ON_LOOPBACK }),
  }
}

/** Whether a start failed for one of the wishes, which is not wished for again. */
export function learnRefusal(docker: Docker, wishes: Wishes, error: unknown): boolean {
  const reason = error instanceof Error ? error.message : ''
  const wish = (Object.keys(wishes) as Wish[]).find((one) => isRefused[one](reason))
  if (wish === undefined) return false
  const refused = refusals.get(docker) ?? new Set()
  refusals.set(docker, refused.add(wish))
  return true
}

/** The limit in force, in GiB. */
export function diskQuotaOf({ StorageOpt }: HostConfig): number | undefined {
  const size = Number.parseInt(StorageOpt?.['size'] ?? '', 10)
  return Number.isNaN(size) ? undefined : size / GIB
}
