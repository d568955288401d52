import { Readable } from 'node:stream'
import type Docker from 'dockerode'
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

/**
 * Makes the volume exist. What another nixproof, or another key, has left in it cannot be used: it goes.
 *
 * @throws NixproofError CONTAINER_FAILED where it is in use, or not nixproof's; ENGINE_LOST.
 */
export async function ensureVolume(
  docker: Docker,
  key: string,
  report: (line: string) => void,
): Promise<string> {
  const name = await warmVolumeName()
  const labels = { [WARM_LABEL]: WARM_LAYOUT, [WARM_KEY_LABEL]: key }
  const found = await labelsOf(docker, name)
  if (found?.[WARM_LABEL] === WARM_LAYOUT && found[WARM_KEY_LABEL] === key) return name
  if (found) {
    if (found[WARM_LABEL] === undefined) throw new Error(`Volume ${name} is not nixproof's`)
    await removeVolume(docker, name)
    const whose = found[WARM_LABEL] === WARM_LAYOUT ? 'with another key' : 'by another nixproof'
    report(`The warm store was made ${whose}: it begins anew`)
  }
  await request(`Cannot make volume ${name}`, () =>
    docker.createVolume({ Name: name, Labels: labels }),
  )
  return name
}

/** @returns Nothing when there is no such volume. */
export async function labelsOf(
  docker: Docker,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  return request(`Cannot look for volume ${name}`, async () => {
    try {
      return (await docker.getVolume(name).inspect()).Labels ?? {}
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw error
    }
  })
}

/** @throws NixproofError CONTAINER_FAILED when a container uses it. */
export async function removeVolume(docker: Docker, name: string): Promise<void> {
  await request(`Cannot remove volume ${name}`, () => docker.getVolume(name).remove())
}

/**
 * Makes a directory of the volume an empty binary cache: where it is not one, Nix would try to make
 * it one, and complain that it may not.
 */
export async function ensureDirectory(
  docker: Docker,
  { image, volume, directory }: Readonly<Record<'image' | 'volume' | 'directory', string>>,
): Promise<void> {
  const container = await docker.createContainer({
    Image: image,
    Labels: await runLabels(),
    HostConfig: {
      NetworkMode: 'none',
      Mounts: [{ Type: 'volume', Source: volume, Target: WARM_TARGET }],
    },
  })
  try {
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
  } finally {
    await removeContainer(docker, container.id)
  }
}
