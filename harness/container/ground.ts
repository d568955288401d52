import type { Engine } from '../engine/find.ts'
import { limitsFor, type MachineSize } from './limits.ts'

/** What containers stand on, as texts that are the same as long as it is. */
export interface Ground {
  /** The id of the image: a hash over all that it is. */
  readonly image: string
  /** The engine, its kernel, its architecture, and what a container gets of the machine. */
  readonly engine: string
}

/** Asks the engine; a reference alone does not say which image it leads to by now. */
export async function readGround({ docker }: Engine, reference: string): Promise<Ground> {
  const [image, version, info] = await Promise.all([
    docker.getImage(reference).inspect(),
    docker.version(),
    docker.info() as Promise<MachineSize & Facts>,
  ])
  const { Version, Os, Arch, KernelVersion } = version
  const { Driver, CgroupVersion, SecurityOptions } = info
  const limits = limitsFor(info, {})
  return {
    image: `${image.Id} ${image.Os}/${image.Architecture}`,
    engine: JSON.stringify([
      [Version, Os, Arch, KernelVersion],
      [Driver, CgroupVersion, SecurityOptions, limits],
    ]),
  }
}

/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemInfo */
interface Facts {
  readonly Driver?: string
  readonly CgroupVersion?: string
  readonly SecurityOptions?: readonly string[]
}
