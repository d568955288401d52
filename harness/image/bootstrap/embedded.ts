import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { config } from '../../config.ts'
import { download } from '../debian/download.ts'
import type { Packages } from '../debian/packages.ts'
import { hasImage } from '../import.ts'
import { hashInputs } from '../tag.ts'
import { buildInBootstrapRoot } from './build.ts'
import { importBootstrapRoot } from './root.ts'

export interface EmbeddedBuild {
  readonly docker: Dockerode
  readonly packages: Packages
  /** What the image is to be called. */
  readonly reference: string
  readonly report: (line: string) => void
  readonly signal: AbortSignal | undefined
}

/** Makes the embedded image out of chosen packages: download, root, store, import. */
export async function buildEmbedded(build: EmbeddedBuild): Promise<void> {
  const { docker, packages, reference, report, signal } = build
  const all = Object.values(packages.packages)
  report(`Downloading ${all.length} Debian packages`)
  await download(all, config.cacheDir, signal)

  const debsDir = join(config.cacheDir, 'debs')
  const chosen = packages.bootstrap.map((key) => packages.packages[key])
  const root = `nixproof/bootstrap:${hashInputs({ chosen: JSON.stringify(chosen) }, {})}`
  if (!(await hasImage(docker, root))) {
    report(`Unpacking the root that builds it (${chosen.length} packages)`)
    await importBootstrapRoot(docker, packages, debsDir, root, signal)
  }
  await buildInBootstrapRoot({ docker, root, packages, debsDir, reference, report, signal })
}
