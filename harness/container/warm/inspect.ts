import type Docker from 'dockerode'
import { z } from 'zod'
import type { Engine } from '../../engine/find.ts'
import { NixproofError } from '../../errors.ts'
import { adoptEngine } from '../engine.ts'
import { askWarm, KeeperContainer } from './keeper.ts'
import { WARM_TARGET } from './mount.ts'
import { labelsOf, removeVolume, WARM_KEY_LABEL, WARM_LABEL, warmVolumeName } from './volume.ts'

interface WarmEntry {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970, to the hour. */
  readonly usedAt: number
}

/** What containers of one kind take from. */
export interface WarmPart {
  /** The first 16 digits of the image's id. */
  readonly image: string
  readonly sandbox: boolean
  /** The most recently used first. */
  readonly entries: readonly WarmEntry[]
}

export interface WarmInfo {
  readonly volume: string
  /** The name of the key that signed all of it. */
  readonly key: string
  readonly parts: readonly WarmPart[]
}

const told = z.array(
  z.object({
    directory: z.string(),
    path: z.string().nullable(),
    size: z.number(),
    usedAt: z.number(),
  }),
)

/**
 * @param image Any that nixproof has made: somebody has to look.
 * @returns Nothing where there is no warm store.
 * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST.
 */
export async function readWarm(engine: Engine, image: string): Promise<WarmInfo | undefined> {
  const volume = await warmVolumeName()
  const labels = await ownLabels(engine.docker, volume)
  if (!labels) return undefined
  adoptEngine(engine)
  await using container = await new KeeperContainer(image, volume, 'ro').start()
  const entries = told.parse(await askWarm(container, ['tell', WARM_TARGET]))
  const parts = [...Map.groupBy(entries, ({ directory }) => directory)].map(([name, all]) => {
    const [id = '', sandbox] = name.split('-')
    return {
      image: id,
      sandbox: sandbox === 'on',
      entries: all
        .map(({ path, size, usedAt }) => ({ path: path ?? '(broken)', size, usedAt }))
        .toSorted((a, b) => b.usedAt - a.usedAt),
    }
  })
  return { volume, key: labels[WARM_KEY_LABEL] ?? '', parts }
}

/**
 * Removes the warm store of this machine.
 *
 * @returns The volume's name; nothing where there is none.
 * @throws NixproofError BUSY while a container uses it.
 */
export async function clearWarm(docker: Docker): Promise<string | undefined> {
  const volume = await warmVolumeName()
  if (!(await ownLabels(docker, volume))) return undefined
  try {
    await removeVolume(docker, volume)
  } catch (error) {
    if (!(error instanceof NixproofError) || error.code !== 'CONTAINER_FAILED') throw error
    throw new NixproofError('BUSY', 'The warm store is in use', {
      found: error.details.found ?? '',
      next: 'Wait for the run that uses it, or end it: nixproof clean',
      cause: error,
    })
  }
  return volume
}

async function ownLabels(
  docker: Docker,
  volume: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const labels = await labelsOf(docker, volume)
  return labels?.[WARM_LABEL] === undefined ? undefined : labels
}
