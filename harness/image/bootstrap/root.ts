import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { execa } from 'execa'
import { openTempDir } from '../../engine/temp-dir.ts'
import { debFile } from '../debian/download.ts'
import type { Packages } from '../debian/packages.ts'
import { importTar } from '../import.ts'

/** In Debian these have been links for years, and packages still ship files under both names. */
const MERGED = ['bin', 'sbin', 'lib', 'lib64']

/**
 * Makes the root in which the image is built: a Debian with Nix, unpacked but never set up.
 * Needs no root user on this machine. Nothing of it gets into the image.
 */
export async function importBootstrapRoot(
  docker: Dockerode,
  packages: Packages,
  debsDir: string,
  tag: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await using temporary = await openTempDir('root')
  const root = temporary.path
  await Promise.all(MERGED.map((name) => mkdir(join(root, 'usr', name), { recursive: true })))
  await Promise.all(MERGED.map((name) => symlink(join('usr', name), join(root, name))))
  await Promise.all(
    ['tmp', 'etc', 'root', 'proc', 'dev', 'bootstrap/debs', 'bootstrap/nixpkgs'].map((name) =>
      mkdir(join(root, name), { recursive: true }),
    ),
  )
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/bash\n')
  await writeFile(join(root, 'etc/group'), 'root:x:0:\n')
  for (const key of packages.bootstrap) {
    signal?.throwIfAborted()
    await unpack(debFile(debsDir, packages.packages[key]!), root)
  }
  const archive = execa('tar', ['-C', root, '--owner=0', '--group=0', '-cf', '-', '.'], {
    buffer: { stdout: false },
    encoding: 'buffer',
  })
  try {
    await Promise.all([importTar(docker, archive.stdout, tag, [], signal), archive])
  } finally {
    // When the engine goes away, tar would wait for somebody to read on.
    archive.kill()
  }
}

async function unpack(deb: string, root: string): Promise<void> {
  const skip = ['doc', 'man', 'locale', 'info', 'lintian'].map(
    (name) => `--exclude=./usr/share/${name}/*`,
  )
  await execa('dpkg-deb', ['--fsys-tarfile', deb], { encoding: 'buffer', buffer: false }).pipe(
    'tar',
    ['-C', root, '--keep-directory-symlink', '--no-same-owner', ...skip, '-xf', '-'],
  )
}
