import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { config } from '../config.ts'
import type { Engine } from '../engine/find.ts'
import { holdLock } from '../engine/start-lock.ts'
import { lockFor } from './debian/lock.ts'
import { unitsSchema, type EmbeddedNix, type Packages, type Units } from './debian/packages.ts'
import { hasImage } from './import.ts'
import { NIXPKGS_DIR, BOOTSTRAP_DIR } from './paths.ts'
import { hashInputs } from './tag.ts'

/** How long another run may take to make images on a slow machine. Milliseconds. */
const BUILD_DEADLINE_MS = 1_800_000

export interface EmbeddedOptions {
  readonly nix: EmbeddedNix
  /** Look at the mirror again, even though packages have been chosen before. */
  readonly refresh?: boolean
}

/**
 * Makes the embedded image exist on the engine: real Nix and everything its `<nixpkgs>` offers,
 * made of Debian packages, needing neither a container registry nor a Nix cache.
 *
 * @returns Its reference. The tag is a hash over the packages and the Nix code.
 * @throws {NixproofError} `PACKAGES_UNAVAILABLE`, `IMAGE_BUILD_FAILED`
 */
export async function ensureEmbedded(
  engine: Engine,
  { nix, refresh = false }: EmbeddedOptions,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const lock = lockFor(nix, await readUnits(), config.cacheDir)
  if (!refresh) {
    const present = await findPresent(engine.docker, await lock.read())
    if (present) return present
  }
  // apt's state and the downloads are shared: whoever comes second finds what the first one made.
  await using held = new AsyncDisposableStack()
  held.use(await holdLock(imageCacheLock(), BUILD_DEADLINE_MS, signal))

  const known = refresh ? undefined : await lock.read()
  if (!known) report('Choosing Debian packages')
  const packages = known ?? (await lock.renew(signal))
  const present = await findPresent(engine.docker, packages)
  if (present) return present
  const reference = referenceFor(packages)
  // Seldom needed, and not small.
  const { buildEmbedded } = await import('./bootstrap/embedded.ts')
  await buildEmbedded({ docker: engine.docker, packages, reference, report, signal })
  return reference
}

/** The lock of whoever works on what images are made of. */
export function imageCacheLock(): string {
  return `the image cache in ${config.cacheDir}`
}

/** The embedded image of a Nix, if it is on the engine and made of what would be chosen now. */
export async function findEmbedded(
  docker: Dockerode,
  nix: EmbeddedNix,
): Promise<string | undefined> {
  return findPresent(docker, await lockFor(nix, await readUnits(), config.cacheDir).read())
}

async function findPresent(docker: Dockerode, packages?: Packages): Promise<string | undefined> {
  const reference = packages && referenceFor(packages)
  return reference && (await hasImage(docker, reference)) ? reference : undefined
}

function referenceFor(packages: Packages): string {
  const hash = hashInputs(
    { packages: JSON.stringify(packages) },
    { nixpkgs: NIXPKGS_DIR, bootstrap: BOOTSTRAP_DIR },
  )
  return `nixproof/embedded:${packages.nix}-${hash}`
}

async function readUnits(): Promise<Units> {
  return unitsSchema.parse(
    JSON.parse(await readFile(join(NIXPKGS_DIR, 'debian/units.json'), 'utf8')),
  )
}
