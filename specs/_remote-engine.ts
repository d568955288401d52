import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type Docker from 'dockerode'
import { expect } from 'vitest'
import { DOCKERD_SETTINGS } from '../harness/engine/dockerd-settings.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { connect } from '../harness/engine/connect.ts'
import { DEFAULT_NIX } from '../harness/image/debian/packages.ts'
import { ensureImage } from '../harness/image/ensure.ts'
import { type CertificateAuthority, createCertificateAuthority } from './_certificates.ts'
import { nixproof } from './_cli.ts'
import { fixture, tell } from './_support.ts'

const SAMPLE = fixture('sample-tutorial')
const PROJECT = fileURLToPath(new URL('..', import.meta.url))

/**
 * Becomes dockerd where nothing of this machine is to be seen that a bind mount could name: neither
 * the project nor temporary files nor anybody's home, and no network interface. Its data is in
 * memory, and gone with it. /mnt is there on any system.
 */
const SCRIPT = `
mount -t tmpfs -o size=8g none /mnt
mkdir /mnt/tls
cp "$1"/tls/* /mnt/tls/
shift
for hidden; do [ ! -d "$hidden" ] || mount -t tmpfs none "$hidden"; done
export LISTEN_PID=$$ LISTEN_FDS=1
cd /
exec dockerd --host=fd:// --host=unix:///run/docker.sock --pidfile=/run/dockerd.pid \\
  --data-root=/mnt/data --exec-root=/mnt/exec --bip=172.31.254.1/24 --iptables=false \\
  --tlsverify --tlscacert=/mnt/tls/ca.pem --tlscert=/mnt/tls/cert.pem --tlskey=/mnt/tls/key.pem`

/** An engine on a machine of its own, as far as the kernel lets one be made. */
export class RemoteEngine implements AsyncDisposable {
  /** Of this machine: certificates, log. */
  readonly dir: string
  readonly port: number
  readonly authority: CertificateAuthority
  /** Of the client, as in DOCKER_CERT_PATH. */
  readonly certDir: string
  readonly docker: Docker
  readonly #dockerd: ChildProcess

  private constructor(
    made: Pick<RemoteEngine, 'dir' | 'port' | 'authority' | 'certDir' | 'docker'>,
    dockerd: ChildProcess,
  ) {
    this.dir = made.dir
    this.port = made.port
    this.authority = made.authority
    this.certDir = made.certDir
    this.docker = made.docker
    this.#dockerd = dockerd
  }

  static async start(): Promise<RemoteEngine> {
    const dir = await mkdtemp(join(tmpdir(), 'np-remote-'))
    const authority = await createCertificateAuthority()
    const certDir = join(dir, 'client')
    await authority.write(join(dir, 'tls'), ['127.0.0.1'], 'serverAuth')
    await authority.write(certDir, ['client'], 'clientAuth')

    // It has no network of this machine to listen on: the socket is handed to it.
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { fd } = Reflect.get(server, '_handle') as { readonly fd: number }
    const log = openSync(join(dir, 'dockerd.log'), 'w')
    const hidden = [dir, tmpdir(), homedir(), PROJECT, '/home', '/run']
    const dockerd = spawn('unshare', ['--mount', '--net', 'sh', '-ec', SCRIPT, 'sh', ...hidden], {
      stdio: ['ignore', log, log, fd],
      env: { ...process.env, PATH: DOCKERD_SETTINGS.path, NIXPROOF_RUN: undefined },
    })
    closeSync(log)
    server.close()
    const ended = once(dockerd, 'exit').then(() => 'ended' as const)
    const address = { host: `tcp://127.0.0.1:${port}`, certDir }
    const found = await Promise.race([connect(address, 'spec', 30_000), ended]).catch(() => 'late')
    if (typeof found === 'string') {
      dockerd.kill()
      expect.fail(`dockerd: ${found}\n${await readFile(join(dir, 'dockerd.log'), 'utf8')}`)
    }
    const { docker } = found
    return new RemoteEngine({ dir, port, authority, certDir, docker }, dockerd)
  }

  /** Of its dockerd. */
  get pid(): number {
    return this.#dockerd.pid!
  }

  /** As DOCKER_HOST has it. */
  get host(): string {
    return `tcp://127.0.0.1:${this.port}`
  }

  /** Proves the sample tutorial by it. */
  verify(
    args: readonly string[] = [],
    changes: NodeJS.ProcessEnv = {},
  ): ReturnType<typeof nixproof> {
    const words = ['verify', join(SAMPLE, 'README.md'), '--image', 'embedded', ...args]
    return this.nixproof(words, changes)
  }

  /** Runs a command that uses it, from a home and a directory that it does not see. */
  nixproof(args: readonly string[], changes: NodeJS.ProcessEnv = {}): ReturnType<typeof nixproof> {
    const env = {
      HOME: join(this.dir, 'home'),
      XDG_STATE_HOME: join(this.dir, 'state'),
      DOCKER_CONFIG: undefined,
      DOCKER_CONTEXT: undefined,
      DOCKER_HOST: this.host,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: this.certDir,
      ...changes,
    }
    return nixproof(args, env, this.dir)
  }

  /** Gives it the embedded image of the engine that all specs use. */
  async loadImage(): Promise<string> {
    const near = await ensureEngine(tell)
    const request = { choice: 'embedded', nix: DEFAULT_NIX, refresh: false } as const
    const { base, reference } = await ensureImage(near, request, tell)
    for (const one of [base, reference]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const progress = await this.docker.loadImage(await near.docker.getImage(one).get())
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await new Promise((resolve) => this.docker.modem.followProgress(progress, resolve))
    }
    return reference
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#dockerd.exitCode === null) {
      const ended = once(this.#dockerd, 'exit')
      this.#dockerd.kill()
      // It gives its containers 15 s. Its mounts are in a namespace of its own, and gone with it.
      const late = setTimeout(() => this.#dockerd.kill('SIGKILL'), 30_000)
      await ended
      clearTimeout(late)
    }
    await rm(this.dir, { recursive: true, force: true })
  }
}
