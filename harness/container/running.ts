import type { Container } from 'dockerode'
import type { WaitStrategy } from 'testcontainers'
import { NixproofError } from '../errors.ts'

/**
 * The container is ready when it runs. The strategies of testcontainers look with awk, nc and
 * /bin/bash, which Nix images do not have, and wait a minute before they say so.
 */
export class RunningWaitStrategy implements WaitStrategy {
  #timeoutMs = 10_000
  #timeoutSet = false

  async waitUntilReady(container: Container): Promise<void> {
    const { State } = await container.inspect()
    if (State.Running) return
    const log = await container.logs({ stdout: true, stderr: true, tail: 10 })
    throw new NixproofError('CONTAINER_FAILED', 'The container ended at once', {
      found: `Exit code ${State.ExitCode}\n${State.Error || log.toString()}`,
    })
  }

  withStartupTimeout(timeoutMs: number): this {
    this.#timeoutMs = timeoutMs
    this.#timeoutSet = true
    return this
  }

  isStartupTimeoutSet(): boolean {
    return this.#timeoutSet
  }

  getStartupTimeout(): number {
    return this.#timeoutMs
  }
}
