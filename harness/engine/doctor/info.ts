import type { Engine } from '../connect.ts'
import type { Storage } from '../disk-quota.ts'
import { type DoctorCheck, QUESTION_DEADLINE_MS } from './check.ts'

/** What the engine says of itself: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemInfo */
export interface EngineInfo extends Storage {
  readonly OSType: string
  readonly OperatingSystem: string
  readonly Architecture: string
  readonly KernelVersion: string
  readonly CgroupVersion?: string
  readonly CgroupDriver?: string
  readonly SecurityOptions?: readonly string[] | null
  readonly DockerRootDir: string
  readonly MemTotal: number
  readonly NCPU: number
  readonly MemoryLimit?: boolean
  readonly PidsLimit?: boolean
  readonly CpuCfsQuota?: boolean
}

export async function readInfo({ docker }: Engine): Promise<EngineInfo> {
  const late = { abortSignal: AbortSignal.timeout(QUESTION_DEADLINE_MS) }
  // It takes options as all others do; only the types do not say so.
  const info = docker.info.bind(docker) as (options: typeof late) => Promise<unknown>
  return (await info(late)) as EngineInfo
}

export function checkInfo(engine: Engine, info: EngineInfo): DoctorCheck[] {
  return [version(engine, info), storage(info), cgroups(info), privileges(info)]
}

function version({ version: number, apiVersion, local }: Engine, info: EngineInfo): DoctorCheck {
  const { OSType, OperatingSystem, Architecture, KernelVersion, NCPU } = info
  const where = local ? 'on this machine' : 'on another machine'
  const data = { version: number, apiVersion, local, OSType, OperatingSystem, KernelVersion, NCPU }
  const found = `${number}, API ${apiVersion}, ${where}: ${OperatingSystem}, kernel ${KernelVersion}, ${Architecture}, ${NCPU} CPUs`
  if (OSType === 'linux') return { name: 'version', state: 'ok', found, data }
  return {
    name: 'version',
    state: 'problem',
    found: `${found}; its containers are ${OSType}`,
    next: 'Switch the engine to Linux containers',
    data,
  }
}

function storage({ Driver: driver, DockerRootDir: root }: EngineInfo): DoctorCheck {
  const check = { name: 'storage', found: `${driver}, data in ${root}`, data: { driver, root } }
  if (driver !== 'vfs') return { ...check, state: 'ok' }
  return {
    ...check,
    state: 'warning',
    next: 'Use overlay2: with vfs each container starts with a copy of the whole image',
  }
}

function cgroups(info: EngineInfo): DoctorCheck {
  const { CgroupVersion: number = '1', CgroupDriver: driver = 'unknown' } = info
  const limits = { memory: info.MemoryLimit, pids: info.PidsLimit, CPU: info.CpuCfsQuota }
  const missing = Object.entries(limits).flatMap(([name, able]) => (able === false ? [name] : []))
  const data = { version: number, driver, missing }
  const found = `version ${number}, driver ${driver}`
  if (missing.length === 0) return { name: 'cgroups', state: 'ok', found, data }
  return {
    name: 'cgroups',
    state: 'warning',
    found: `${found}; no limits of ${missing.join(', ')}`,
    next: 'Delegate these controllers to the engine: https://rootlesscontaine.rs/getting-started/common/cgroup2/',
    data,
  }
}

function privileges({ SecurityOptions }: EngineInfo): DoctorCheck {
  const options = (SecurityOptions ?? []).map((text) => /name=([^,]+)/.exec(text)?.[1] ?? text)
  const rootless = options.includes('rootless')
  const found = `${rootless ? 'rootless' : 'runs as root'}; ${options.join(', ') || 'no security options'}`
  return { name: 'privileges', state: 'ok', found, data: { rootless, options } }
}
