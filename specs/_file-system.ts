import { randomUUID } from 'node:crypto'
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { execa } from 'execa'
import { DOCKERD_SETTINGS } from '../harness/engine/dockerd-settings.ts'
import type { Lack } from './_needs.ts'

export type FileSystem = 'btrfs' | 'xfs'

/** Packages of Debian that make one, with the libraries that few machines have. */
const PACKAGES: Readonly<Record<FileSystem, readonly string[]>> = {
  btrfs: ['btrfs-progs', 'liblzo2-2'],
  xfs: ['xfsprogs', 'libinih1', 'liburcu8'],
}
const SIZE = 4 * 1024 ** 3

/** What stands in the way of `mountFile()`; `undefined` when nothing does. */
export async function whyNoFileSystem(kind: FileSystem): Promise<Lack> {
  const known = await readFile('/proc/filesystems', 'utf8').catch(() => '')
  if (new RegExp(`\\t${kind}$`, 'm').test(known)) return undefined
  const { failed } = await execa('modprobe', [kind], { reject: false })
  return failed ? `a kernel with ${kind}` : undefined
}

/** Mounts a new file system that lies in a file of its own, beside the directory. */
export async function mountFile(kind: FileSystem, directory: string): Promise<readonly []> {
  const file = `${directory}.${kind}`
  await writeFile(file, '')
  await truncate(file, SIZE)
  const env = await tools(kind, join(dirname(directory), 'tools'))
  const id = randomUUID()
  const name = kind === 'btrfs' ? ['-U', id] : ['-m', `uuid=${id}`]
  await execa(`mkfs.${kind}`, ['-q', ...name, file], { env })
  await execa('mount', ['-o', 'loop', file, directory])
  if (kind === 'btrfs') {
    await execa('btrfs', ['quota', 'enable', directory], { env })
    // Newer kernels stop counting, and limiting, when they remove a larger tree; 8 is the most.
    const threshold = `/sys/fs/btrfs/${id}/qgroups/drop_subtree_threshold`
    await writeFile(threshold, '8').catch(() => {})
  }
  return []
}

/** Where the programs are, on this machine or unpacked for this once. */
async function tools(kind: FileSystem, directory: string): Promise<Record<string, string>> {
  const { path: PATH } = DOCKERD_SETTINGS
  const { failed } = await execa(`mkfs.${kind}`, ['-V'], { env: { PATH }, reject: false })
  if (!failed) return { PATH }
  await mkdir(directory)
  await execa('apt-get', ['download', '-qq', ...PACKAGES[kind]], { cwd: directory })
  await execa('sh', ['-c', 'for one in *.deb; do dpkg-deb -x "$one" .; done'], { cwd: directory })
  const triple = `${process.arch === 'x64' ? 'x86_64' : 'aarch64'}-linux-gnu`
  const libraries = ['usr/lib', 'lib'].map((one) => join(directory, one, triple))
  return {
    PATH: [...['sbin', 'bin', 'usr/sbin'].map((one) => join(directory, one)), PATH].join(':'),
    LD_LIBRARY_PATH: libraries.join(':'),
  }
}
