import { readFile } from 'node:fs/promises'
import type Dockerode from 'dockerode'
import { follow, hasImage } from './import.ts'
import { DOCKERFILE, NIXOS_DIR, PACKAGE_DIR, WARM_DIR } from './paths.ts'
import { hashInputs } from './tag.ts'

export interface Base {
  readonly kind: 'official' | 'embedded'
  readonly reference: string
  /** What the base really is, where a tag could come to mean something else: its image id. */
  readonly id: string
}

/** What `Dockerfile.nix` copies, from the package's root. */
const LAYER_FILES = [
  'harness/image/warm/default.nix',
  'harness/image/warm/setup.py',
  'harness/image/nixos/hardware-configuration.nix',
  'harness/image/nixos/nixos-rebuild',
  'harness/image/nixos/sudo',
  'harness/image/nixos/system.nix',
]

/** The image of `Dockerfile.nix` over a base, made unless it is there. */
export async function ensureLayer(
  docker: Dockerode,
  base: Base,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const dockerfile = await readFile(DOCKERFILE, 'utf8')
  const hash = hashInputs({ base: base.id, dockerfile }, { warm: WARM_DIR, nixos: NIXOS_DIR })
  const reference = `nixproof/${base.kind}-nix:${hash}`
  if (await hasImage(docker, reference)) return reference

  report('Adding the warm store (Dockerfile.nix)')
  const progress = await docker.buildImage(
    { context: PACKAGE_DIR, src: ['Dockerfile.nix', ...LAYER_FILES] },
    {
      t: reference,
      dockerfile: 'Dockerfile.nix',
      buildargs: {
        NIX_IMAGE: base.reference,
        ...(base.kind === 'embedded' && { NIX_CONFIG: 'substituters =' }),
      },
      ...(base.kind === 'embedded' && { networkmode: 'none' }),
      rm: true,
      forcerm: true,
      ...(signal && { abortSignal: signal }),
    },
  )
  await follow(docker, progress, { signal })
  return reference
}

/** The official image's name and tag, which `Dockerfile.nix` alone knows. */
export async function pinnedOfficial(): Promise<string> {
  const text = await readFile(DOCKERFILE, 'utf8')
  const pinned = /^ARG NIX_IMAGE=(\S+)$/m.exec(text)?.[1]
  if (!pinned) throw new Error('Dockerfile.nix names no official image')
  return pinned
}
