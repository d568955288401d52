import { Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { Container } from 'dockerode'
import { pack } from 'tar-stream'
import { machineId, shortMachine } from '../../engine/lease.ts'
import { runLabels } from '../../engine/lifetime.ts'
import { request, statusOf } from '../engine-failure.ts'
import { removeContainer } from '../engine.ts'
import { WARM_TARGET } from './mount.ts'

/** Of volumes: how what is in them is arranged. Those of another number are of another nixproof. */
export const WARM_LABEL = 'nixproof.warm'
export const WARM_LAYOUT = '1'
/** The name of the key that signed it all. */
export const WARM_KEY_LABEL = 'nixproof.warm.key'

/** The one volume of this machine on an engine. */
export async function warmVolumeName(): Promise<string> {
  return `nixproof-warm-${shortMachine(await machineId())}`
}

type Labels = Readonly<Record<string, string>>

/** A volume that can be used, or that the engine makes for whoever uses it. */
export interface UsableVolume {
  readonly name: string
  readonly labels: Labels
}

/**
 * What another nixproof, or another key, has left in the volume cannot be used: it goes.
 *
 * @throws NixproofError CONTAINER_FAILED where it is in use, or not nixproof's; ENGINE_LOST.
 */
export async function usableVolume(
  docker: Docker,
  key: string,
  report: (line: string) => void,
): Promise<UsableVolume> {
  const name = await warmVolumeName()
  const labels = { [WARM_LABEL]: WARM_LAYOUT, [WARM_KEY_LABEL]: key }
  const isOurs = (found: Labels | undefined): boolean =>
    found?.[WARM_LABEL] === WARM_LAYOUT && found[WARM_KEY_LABEL] === key
  const found = await labelsOf(docker, name)
  if (!found || isOurs(found)) return { name, labels }
  if (found[WARM_LABEL] === undefined) throw new Error(`Volume ${name} is not nixproof's`)
  try {
    await removeVolume(docker, name)
  } catch (error) {
    // Another cell or run has found the same, and has begun anew already.
    if (isOurs(await labelsOf(docker, name))) return { name, labels }
    throw error
  }
  const whose = found[WARM_LABEL] === WARM_LAYOUT ? 'with another key' : 'by another nixproof'
  report(`The warm store was made ${whose}: it begins anew`)
  return { name, labels }
}

/** @returns Nothing when there is no such volume. */
export async function labelsOf(docker: Docker, name: string): Promise<Labels | undefined> {
  return request(`Cannot look for volume ${name}`, async () => {
    try {
      return (await docker.getVolume(name).inspect()).Labels ?? {}
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw error
    }
  })
}

/**
 * It may have gone already: another run has found the same.
 *
 * @throws NixproofError CONTAINER_FAILED when a container uses it.
 */
export async function removeVolume(docker: Docker, name: string): Promise<void> {
  await request(`Cannot remove volume ${name}`, () =>
    docker
      .getVolume(name)
      .remove()
      .catch((error: unknown) => (statusOf(error) === 404 ? undefined : Promise.reject(error))),
  )
}

/**
 * Makes a directory of the volume an empty binary cache: where it is not one, Nix would try to make
 * it one, and complain that it may not.
 *
 * @returns What keeps the volume there until it is disposed of: a container that never starts. The
 *   engine makes the volume with it, and nobody can remove it before the first container of a
 *   tutorial has it, or between two of them.
 */
export async function holdDirectory(
  docker: Docker,
  image: string,
  directory: string,
  volume: UsableVolume,
): Promise<AsyncDisposable> {
  const VolumeOptions = { NoCopy: false, Labels: { ...volume.labels }, DriverConfig: LOCAL }
  const container = await docker.createContainer({
    Image: image,
    Labels: await runLabels(),
    HostConfig: {
      NetworkMode: 'none',
      Mounts: [{ Type: 'volume', Source: volume.name, Target: WARM_TARGET, VolumeOptions }],
    },
  })
  const holder = { [Symbol.asyncDispose]: () => removeContainer(docker, container.id) }
  try {
    await makeDirectory(container, directory)
    return holder
  } catch (error) {
    await holder[Symbol.asyncDispose]()
    throw error
  }
}

const LOCAL = { Name: 'local', Options: {} }

async function makeDirectory(container: Container, directory: string): Promise<void> {
  const known = { path: `${WARM_TARGET}/${directory}/nix-cache-info` }
  const isThere = await container.infoArchive(known).then(
    () => true,
    (error: unknown) => (statusOf(error) === 404 ? false : Promise.reject(error)),
  )
  if (isThere) return
  const archive = pack()
  for (const name of ['nar', 'log', 'realisations', 'build-trace-v2'])
    archive.entry({ name: `${directory}/${name}`, type: 'directory', mode: 0o755 })
  // The image's own substituters come first nowhere: what is here need not be fetched.
  archive.entry(
    { name: `${directory}/nix-cache-info` },
    'StoreDir: /nix/store\nWantMassQuery: 1\nPriority: 10\n',
  )
  archive.finalize()
  await container.putArchive(Readable.from(archive), { path: WARM_TARGET })
}
