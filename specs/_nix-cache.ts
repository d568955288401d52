import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import type { NixServer } from '../harness/container/server.ts'
import { PYTHON } from './_support.ts'

/** A derivation that says on which machine it was built. Without a builder this one cannot build for others. */
export function where(name: string, system = 'x86_64-linux'): string {
  return `derivation {
  name = "${name}"; system = "${system}"; builder = "/bin/sh";
  args = [ "-c" "read host </proc/sys/kernel/hostname; echo $host >$out" ];
}`
}

export async function hostOf(container: StartedNixContainer): Promise<string> {
  return (await container.run(['cat', '/proc/sys/kernel/hostname'])).stdout.trim()
}

/** A container that serves what it has built and signed, over HTTP and nothing else. */
export class NixCache implements AsyncDisposable {
  readonly container: StartedNixContainer
  readonly #server: NixServer
  /** As in `trusted-public-keys`. */
  readonly publicKey: string

  private constructor(container: StartedNixContainer, server: NixServer, publicKey: string) {
    this.container = container
    this.#server = server
    this.publicKey = publicKey
  }

  /** @param expressions What it has. */
  static async start(image: string, expressions: readonly string[]): Promise<NixCache> {
    const container = await new NixContainer(image).withNetworkMode('bridge').start()
    const flags = ['--no-out-link', '--option', 'extra-platforms', 'aarch64-linux']
    const args = [...flags, ...expressions.flatMap((one) => ['-E', one])]
    const { outPaths } = await container.nixBuild({ args })
    const script = `nix-store --generate-binary-cache-key spec-1 /tmp/secret /tmp/public
      nix --extra-experimental-features nix-command copy \\
        --to 'file:///tmp/served/bucket?secret-key=/tmp/secret' ${outPaths.join(' ')}
      cat /tmp/public`
    const { stdout } = await container.run(['bash', '-ec', script])
    const argv = [PYTHON, '-m', 'http.server', '-d', '/tmp/served', '8080']
    const server = await container.launch(argv, { port: 8080 })
    return new NixCache(container, server, stdout.trim())
  }

  /** Without a scheme. */
  get host(): string {
    return `${this.container.getIpAddress('bridge')}:8080`
  }

  /** As in `substituters`. */
  get url(): string {
    return `http://${this.host}/bucket`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop()
    await this.container.stop()
  }
}
