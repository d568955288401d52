import { PassThrough, Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import type Dockerode from 'dockerode'
import tar from 'tar-fs'
import tarStream from 'tar-stream'
import { runLabels } from '../../engine/lifetime.ts'
import { NixproofError } from '../../errors.ts'
import type { Packages } from '../debian/packages.ts'
import { importTar } from '../import.ts'
import { BOOTSTRAP_DIR, NIXPKGS_DIR } from '../paths.ts'

/** The configuration of nixos/nix, instruction by instruction (nix-facts A). */
const CONFIGURATION = [
  'ENV USER=root',
  'ENV PATH=/root/.nix-profile/bin:/nix/var/nix/profiles/default/bin:/nix/var/nix/profiles/default/sbin',
  'ENV MANPATH=/root/.nix-profile/share/man:/nix/var/nix/profiles/default/share/man',
  ...['SSL_CERT_FILE', 'GIT_SSL_CAINFO', 'NIX_SSL_CERT_FILE'].map(
    (name) => `ENV ${name}=/nix/var/nix/profiles/default/etc/ssl/certs/ca-bundle.crt`,
  ),
  'ENV NIX_PATH=/nix/var/nix/profiles/per-user/root/channels:/root/.nix-defexpr/channels',
  'USER 0:0',
  'CMD ["/root/.nix-profile/bin/bash"]',
]

export interface BootstrapBuild {
  readonly docker: Dockerode
  readonly root: string
  readonly packages: Packages
  readonly debsDir: string
  readonly reference: string
  readonly report: (line: string) => void
  readonly signal: AbortSignal | undefined
}

/** Builds the image's store with real Nix in a container without network, and imports the result. */
export async function buildInBootstrapRoot(build: BootstrapBuild): Promise<void> {
  const { docker, root, packages, debsDir, reference, report, signal } = build
  const abort = signal ? { abortSignal: signal } : {}
  const container = await docker.createContainer({
    Image: root,
    Cmd: ['/bin/bash', '/bootstrap/build.sh'],
    Env: ['PATH=/usr/bin:/usr/sbin'],
    Labels: await runLabels(),
    HostConfig: { NetworkMode: 'none' },
  })
  try {
    await container.putArchive(debsArchive(packages, debsDir), { path: '/bootstrap', ...abort })
    await container.putArchive(sources(BOOTSTRAP_DIR), { path: '/bootstrap', ...abort })
    await container.putArchive(sources(NIXPKGS_DIR), { path: '/bootstrap/nixpkgs', ...abort })
    await container.putArchive(manifest(packages), { path: '/bootstrap/nixpkgs/debian', ...abort })
    await runToEnd(docker, container, report, abort)
    report('Importing the image')
    const tree = await container.getArchive({ path: '/bootstrap/image/.', ...abort })
    await importTar(docker, tree as Readable, reference, CONFIGURATION, signal)
  } finally {
    await container.remove({ force: true, v: true })
  }
}

async function runToEnd(
  docker: Dockerode,
  container: Dockerode.Container,
  report: (line: string) => void,
  abort: { readonly abortSignal?: AbortSignal },
): Promise<void> {
  const stream = await container.attach({ stream: true, stdout: true, stderr: true })
  const output = new PassThrough()
  docker.modem.demuxStream(stream, output, output)
  stream.on('end', () => output.end())
  const tail: string[] = []
  const ended = (async () => {
    for await (const line of createInterface({ input: output })) {
      if (line.startsWith('## ')) report(line.slice(3))
      tail.push(line)
      if (tail.length > 40) tail.shift()
    }
  })()
  await container.start(abort)
  const { StatusCode: status } = (await container.wait(abort)) as { StatusCode: number }
  await ended
  if (status === 0) return
  throw new NixproofError('IMAGE_BUILD_FAILED', 'Nix could not build the embedded image', {
    wanted: 'Every derivation of the embedded nixpkgs built',
    found: `Exit code ${status}\n${tail.join('\n')}`,
    next: 'This is a fault of nixproof or of the machine (memory, disk): report it with the text above',
  })
}

function debsArchive(packages: Packages, debsDir: string): NodeJS.ReadableStream {
  const entries = Object.values(packages.packages).map((one) => `${one.sha256}.deb`)
  return Readable.from(tar.pack(debsDir, { entries, map: inDebs }))
}

function inDebs(header: tar.Headers): tar.Headers {
  return owned({ ...header, name: `debs/${header.name}` })
}

function sources(directory: string): NodeJS.ReadableStream {
  return Readable.from(tar.pack(directory, { map: owned, ignore: (name) => name.endsWith('.ts') }))
}

function owned<T extends tar.Headers>(header: T): T {
  return { ...header, uid: 0, gid: 0 }
}

function manifest(packages: Packages): NodeJS.ReadableStream {
  const pack = tarStream.pack()
  pack.entry({ name: 'packages.json' }, JSON.stringify(packages, null, 1))
  pack.finalize()
  return Readable.from(pack)
}
