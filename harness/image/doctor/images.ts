import type Docker from 'dockerode'
import { config } from '../../config.ts'
import type { DoctorCheck } from '../../engine/doctor/check.ts'
import { readSystem } from '../../engine/system.ts'
import { DEFAULT_NIX, EMBEDDED_NIX } from '../debian/packages.ts'
import { findEmbedded } from '../embedded.ts'
import { hasImage } from '../import.ts'
import { pinnedOfficial } from '../layer.ts'
import { whyNotPulled } from '../official.ts'

export interface ImageState {
  readonly check: DoctorCheck
  /** An image to look at the engine with, if one is there. */
  readonly reference: string | undefined
}

/** Which images are on the engine, and which a run could make or pull. Nothing is pulled. */
export async function checkImages(docker: Docker): Promise<ImageState> {
  const official = await pinnedOfficial()
  const [present, ...embedded] = await Promise.all([
    hasImage(docker, official),
    ...EMBEDDED_NIX.map(async (nix) => ({ nix, reference: await findEmbedded(docker, nix) })),
  ])
  const refusal = present ? undefined : await whyNotPulled(docker, official)
  const makeable = readSystem(config.path).debian
  const made = embedded.find(({ nix }) => nix === DEFAULT_NIX)?.reference
  const details = [
    `official ${official}: ${present ? 'on the engine' : (refusal ?? 'can be pulled')}`,
    ...embedded.map(({ nix, reference }) => {
      const missing = makeable ? 'not made yet' : 'not there, and only Debian can make it'
      return `embedded, Nix ${nix}: ${reference ?? missing}`
    }),
  ]
  const data = {
    official: {
      reference: official,
      present,
      pullable: !present && refusal === undefined,
      refusal,
    },
    embedded: embedded.map(({ nix, reference = null }) => ({ nix, reference })),
    makeable,
  }
  const outcome = judge({ present, pullable: refusal === undefined, made, makeable })
  const reference = present ? official : embedded.find((one) => one.reference)?.reference
  return { check: { name: 'image', ...outcome, details, data }, reference: made ?? reference }
}

interface Choices {
  readonly present: boolean
  readonly pullable: boolean
  readonly made: string | undefined
  readonly makeable: boolean
}

/** What `--image auto` would come to. */
function judge({ present, pullable, made, makeable }: Choices): Omit<DoctorCheck, 'name'> {
  if (present) return { state: 'ok', found: 'The official image is on the engine' }
  if (pullable) return { state: 'ok', found: 'A run would pull the official image' }
  if (made !== undefined) return { state: 'ok', found: `A run would use ${made}` }
  if (makeable) {
    const next = 'Nothing: that takes a minute. Ahead of time: nixproof image'
    return { state: 'ok', found: 'A run would make the embedded image', next }
  }
  return {
    state: 'problem',
    found: 'No image is there, and none can be had',
    next: 'Make a registry reachable for the engine, or load the official image from a file',
  }
}
