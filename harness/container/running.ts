import type { Readable } from 'node:stream'
import type { Container } from 'dockerode'
import type { WaitStrategy } from 'testcontainers'
import { NixproofError } from '../errors.ts'
import { createFrameParser } from './frames.ts'

/** What hold.sh writes when it holds the container. */
const MARK = 'nixproof: holding'

/**
 * The container is ready when its first process says that it holds it. The strategies of
 * testcontainers look with awk, nc and /bin/bash, which Nix images do not have, and wait a minute
 * before they say so. Whoever sets another entrypoint needs another strategy as well.
 */
export class RunningWaitStrategy implements WaitStrategy {
  #timeoutMs = 10_000
  #timeoutSet = false

  async waitUntilReady(container: Container): Promise<void> {
    const log = (await container.logs({ follow: true, stdout: true, stderr: true })) as Readable
    const parse = createFrameParser()
    let said = ''
    // Leaving the loop ends the stream; it ends by itself when the container does.
    for await (const chunk of log) {
      for (const { data } of parse(chunk as Buffer)) said += data.toString()
      if (said.includes(MARK)) return
    }
    const { State } = await container.inspect()
    throw new NixproofError('CONTAINER_FAILED', 'The container ended at once', {
      wanted: 'It stays until it is stopped',
      found: `Exit code ${State.ExitCode}\n${State.Error || said}`,
      next: 'Check that the image is in the shape of nixos/nix: bash on PATH',
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
