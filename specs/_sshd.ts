import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest'
import { config } from '../harness/config.ts'
import { DOCKERD_SETTINGS } from '../harness/engine/dockerd-settings.ts'
import { findProgram } from '../harness/engine/system.ts'
import { noSshd } from './_needs-sshd.ts'
import { noDockerd, skipWhere } from './_needs.ts'
import type { RemoteEngine } from './_remote-engine.ts'

export interface SshdPlace {
  /** For its keys and its log. */
  readonly dir: string
  /** Runs a command in a mount namespace other than that of this process. */
  readonly enter: readonly [string, ...string[]]
  /** Commands for a shell, before it starts. */
  readonly prepare?: string
  readonly options?: readonly string[]
}

/** The place where users see what an engine sees, and nothing else. */
function besideEngine({ dir, pid }: RemoteEngine): SshdPlace {
  return { dir, enter: ['nsenter', `--mount=/proc/${pid}/ns/mnt`] }
}

/** One beside an engine, for the tests of a suite. */
export function useSshd(engine: () => RemoteEngine): () => Sshd {
  let sshd: Sshd
  beforeEach((context) => skipWhere(context, noSshd))
  beforeAll(async () => {
    if (noDockerd ?? noSshd) return
    sshd = await Sshd.start(besideEngine(engine()))
  })
  afterAll(() => sshd?.[Symbol.asyncDispose]())
  return () => sshd
}

/** An sshd on this machine's loopback. */
export class Sshd implements AsyncDisposable {
  readonly port: number
  readonly #dir: string
  readonly #sshd: ChildProcess

  private constructor(dir: string, port: number, sshd: ChildProcess) {
    this.#dir = dir
    this.port = port
    this.#sshd = sshd
  }

  /** @param place Where it runs, and what its users do there. */
  static async start(place: SshdPlace): Promise<Sshd> {
    const dir = join(place.dir, 'ssh')
    await mkdir(dir)
    await Promise.all(['host', 'user', 'stranger'].map((name) => makeKey(join(dir, name))))
    const port = await freePort()
    const known = await readFile(join(dir, 'host.pub'), 'utf8')
    await writeFile(join(dir, 'known_hosts'), `[127.0.0.1]:${port} ${known}`)
    // It is in another mount namespace: what it reads goes there by its standard input.
    const inside = `${place.prepare ?? ''}
      mkdir -p /run/sshd /run/keys && chmod 700 /run/keys && tar -C /run/keys -xf -
      exec $(command -v sshd) -D -e -f /dev/null -p ${port} -h /run/keys/host -o ListenAddress=127.0.0.1 \\
        -o AuthorizedKeysFile=/run/keys/user.pub -o StrictModes=no -o UsePAM=no -o PidFile=none "$@"`
    const files = await execa('tar', ['-C', dir, '-cf', '-', 'host', 'user.pub'], {
      encoding: 'buffer',
    })
    const log = openSync(join(dir, 'log'), 'w')
    const [program, ...words] = place.enter
    const sshd = spawn(program, [...words, 'sh', '-ec', inside, 'sh', ...(place.options ?? [])], {
      stdio: ['pipe', log, log],
      cwd: '/',
      env: { ...process.env, PATH: DOCKERD_SETTINGS.path },
    })
    closeSync(log)
    sshd.stdin!.end(files.stdout)
    const listens = async (): Promise<void> =>
      expect(await readFile(join(dir, 'log'), 'utf8')).toContain('Server listening')
    const started = new Sshd(dir, port, sshd)
    try {
      await vi.waitFor(listens, { timeout: 10_000 })
      return started
    } catch (error) {
      await started[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Of its user, without a passphrase. */
  keyFile(name: 'user' | 'stranger' = 'user'): string {
    return join(this.#dir, name)
  }

  /** As nix.conf wants a host key. */
  async hostKey(): Promise<string> {
    return (await readFile(join(this.#dir, 'host.pub'))).toString('base64')
  }

  get host(): string {
    return `ssh://root@127.0.0.1:${this.port}`
  }

  /**
   * The environment of a user whose ssh has this key and knows these hosts. ssh takes its
   * configuration from the home that the system knows, which is not the spec's to change.
   */
  async client(
    name: string,
    key: 'user' | 'stranger' = 'user',
    knownHosts = 'known_hosts',
  ): Promise<NodeJS.ProcessEnv> {
    const bin = join(this.#dir, name)
    await mkdir(bin)
    const file = join(bin, 'config')
    await writeFile(
      file,
      `IdentityFile ${join(this.#dir, key)}\nIdentitiesOnly yes\nUserKnownHostsFile ${join(this.#dir, knownHosts)}\nGlobalKnownHostsFile none\n`,
    )
    const real = findProgram('ssh', config.path)
    await writeFile(join(bin, 'ssh'), `#!/bin/sh\nexec ${real} -F ${file} "$@"\n`, { mode: 0o755 })
    return { DOCKER_HOST: this.host, PATH: `${bin}:${config.path}`, SSH_AUTH_SOCK: undefined }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#sshd.exitCode !== null) return
    const ended = once(this.#sshd, 'exit')
    this.#sshd.kill()
    await ended
  }
}

async function makeKey(file: string): Promise<void> {
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file])
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
