import { statfs } from 'node:fs/promises'
import type Docker from 'dockerode'
import { DISK_QUOTA, mayLimitDisk, whyNoDiskQuota } from '../../engine/disk-quota.ts'
import type { DoctorCheck } from '../../engine/doctor/check.ts'
import type { EngineInfo } from '../../engine/doctor/info.ts'
import { probe, probeDiskQuota, type Probe } from './probe.ts'

/** Bytes: the image with what it is made of, and some builds. */
const DISK = { scarce: 5e9, tooLittle: 1e9 }
/** Bytes: Nix evaluates and builds. */
const MEMORY = { scarce: 2e9, tooLittle: 0.5e9 }

/** Looks at the engine's machine from inside a container, where there is an image for one. */
export async function checkRoom(
  docker: Docker,
  image: string | undefined,
  info: EngineInfo,
): Promise<DoctorCheck[]> {
  const { DockerRootDir: root, MemTotal: total } = info
  const seen = image === undefined ? undefined : await probe(docker, image).catch(reasonOf)
  if (typeof seen === 'string') return [start(seen)]
  const diskFree = seen?.diskFree ?? (await freeHere(root))
  const memory = room(
    'memory',
    seen?.memoryFree,
    MEMORY,
    'End other programs, or use a larger machine',
  )
  return [
    sandbox(seen),
    room(
      'disk',
      diskFree,
      DISK,
      'Look at "docker system df"; nixproof clean --all gives up images and caches',
    ),
    await quota(docker, image, info),
    { ...memory, found: `${memory.found} of ${gigabytes(total)}`, data: { ...memory.data, total } },
  ]
}

function start(reason: string): DoctorCheck {
  return {
    name: 'container',
    state: 'problem',
    found: `None can be started: ${reason}`,
    next: 'Mend what the engine says; its own log (journalctl -u docker, dockerd.log) says more',
  }
}

function sandbox(seen: Probe | undefined): DoctorCheck {
  if (!seen) {
    const next = 'Make an image first: nixproof image'
    return { name: 'sandbox', state: 'warning', found: 'Cannot be told without an image', next }
  }
  const { refusal } = seen
  const data = { able: refusal === undefined, refusal }
  if (refusal === undefined) {
    return { name: 'sandbox', state: 'ok', found: "Nix's own sandbox works in a container", data }
  }
  return {
    name: 'sandbox',
    state: 'warning',
    found: `Nix's own sandbox does not work in a container: ${refusal}`,
    next: "Allow user namespaces on the engine's machine (sysctl user.max_user_namespaces, AppArmor); runs without a sandbox need nothing",
    data,
  }
}

async function quota(
  docker: Docker,
  image: string | undefined,
  info: EngineInfo,
): Promise<DoctorCheck> {
  const check = { name: 'quota', state: 'warning' } as const
  if (!mayLimitDisk(info)) return noQuota(whyNoDiskQuota(info))
  if (image === undefined) {
    return { ...check, found: 'Cannot be told without an image: a limit of disk', data: {} }
  }
  const refusal = await probeDiskQuota(docker, image)
  if (refusal !== undefined) return noQuota(refusal)
  const found = `A container may write ${gigabytes(DISK_QUOTA)}, unless it is told otherwise`
  return { name: 'quota', state: 'ok', found, data: { able: true } }
}

function noQuota(reason: string): DoctorCheck {
  return {
    name: 'quota',
    state: 'warning',
    found: `What a container writes has no limit but the disk: ${reason}`,
    next: "Nothing, for tutorials that you trust. For others: put the engine's data on xfs that is mounted with pquota, or on btrfs",
    data: { able: false, reason },
  }
}

function room(
  name: string,
  free: number | undefined,
  { scarce, tooLittle }: { readonly scarce: number; readonly tooLittle: number },
  next: string,
): DoctorCheck {
  if (free === undefined || !Number.isFinite(free)) {
    return {
      name,
      state: 'warning',
      found: 'Cannot be told without an image: free',
      data: { free: null },
    }
  }
  const check = { name, found: `${gigabytes(free)} free`, data: { free } }
  if (free >= scarce) return { ...check, state: 'ok' }
  return { ...check, state: free < tooLittle ? 'problem' : 'warning', next }
}

/** Only of an engine on this machine is its directory here. */
async function freeHere(root: string): Promise<number | undefined> {
  const found = await statfs(root).catch(() => undefined)
  return found && found.bavail * found.bsize
}

function gigabytes(size: number): string {
  return `${(size / 1e9).toFixed(1)} GB`
}

function reasonOf(error: Error): string {
  return error.message
}
