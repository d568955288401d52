import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { useEngine } from '../harness/container/engine.ts'
import { Sshd } from './_sshd.ts'

/** A container that builds for whoever comes over ssh: its sshd is this machine's, its Nix its own. */
export class NixBuilder implements AsyncDisposable {
  readonly container: StartedNixContainer
  readonly sshd: Sshd
  readonly #dir: string

  private constructor(container: StartedNixContainer, sshd: Sshd, dir: string) {
    this.container = container
    this.sshd = sshd
    this.#dir = dir
  }

  static async start(image: string): Promise<NixBuilder> {
    const dir = await mkdtemp(join(tmpdir(), 'np-builder-'))
    const [container, { dial }] = await Promise.all([new NixContainer(image).start(), useEngine()])
    // The run directory of sshd has one name, and is to be nobody else's.
    const prepare = 'mount --rbind /run /mnt && mount -t tmpfs none /run'
    const engine = dial.replace(/^unix:\/\/(?:\/var)?\/run\//, 'unix:///mnt/')
    const command = `docker --host=${engine} exec -i ${container.getId()} sh -c "$SSH_ORIGINAL_COMMAND"`
    const sshd = await Sshd.start({
      dir,
      enter: ['unshare', '--mount'],
      prepare,
      options: ['-o', `ForceCommand=${command}`],
    })
    return new NixBuilder(container, sshd, dir)
  }

  /** An entry of `builders`. */
  async entry(keyFile: string = this.sshd.keyFile(), hostKey?: string): Promise<string> {
    const key = hostKey ?? (await this.sshd.hostKey())
    return `ssh-ng://root@127.0.0.1:${this.sshd.port} x86_64-linux ${keyFile} 2 1 - - ${key}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.sshd[Symbol.asyncDispose](), this.container.stop()])
    await rm(this.#dir, { recursive: true, force: true })
  }
}
