import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { config } from '../config.ts'
import { NixproofError } from '../errors.ts'
import { INTERRUPT_MS, isInterrupt } from '../origin/git/_git.ts'

/** What git says about an object before its content. */
export interface ObjectHeader {
  readonly type: string
  /** Bytes. */
  readonly size: number
}

interface Request {
  readonly id: string
  readonly onHeader: (header: ObjectHeader) => void
  readonly onChunk: (chunk: Buffer) => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const NEWLINE = 10

/**
 * The objects of a repository, read through one `git cat-file --batch` (git-cat-file(1), "BATCH
 * OUTPUT"). Requests may overlap; they are answered in order.
 */
export class ObjectReader implements Disposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #requests: Request[] = []
  #header = ''
  /** Bytes of content that are still to come; -1 while a header is read. */
  #left = -1
  #failure: Error | undefined
  #disposed = false

  constructor(gitDir: string) {
    this.#child = spawn('git', ['--git-dir', gitDir, 'cat-file', '--batch'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Nothing is inherited: GIT_DIR, set in a hook, would lead to another repository.
      env: {
        PATH: config.path,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_NO_REPLACE_OBJECTS: '1',
        GIT_NO_LAZY_FETCH: '1',
        GIT_ALLOW_PROTOCOL: 'none',
      },
    })
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk))
    // A broken pipe: why it broke is told when git has ended.
    this.#child.stdin.on('error', () => {})
    this.#child.once('error', (error) => this.#fail(error))
    this.#child.once('close', (_code, signal) => {
      const ended = (): void => this.#fail(new Error('git cat-file ended'))
      // Of Ctrl-C this process ends, too, and has nothing to say.
      if (isInterrupt(signal) && !this.#disposed) setTimeout(ended, INTERRUPT_MS)
      else ended()
    })
  }

  /** The whole content of an object; throws as `stream` does. */
  async read(id: string): Promise<Buffer> {
    const chunks: Buffer[] = []
    await this.stream(
      id,
      () => {},
      (chunk) => chunks.push(chunk),
    )
    // A copy: a chunk out of a pipe has 64 KB, and would be kept as a whole for a part of it.
    return Buffer.concat(chunks)
  }

  /**
   * The content of an object as it comes, of any size.
   *
   * @throws NixproofError ORIGIN_INCOMPLETE when the repository does not have it
   */
  async stream(
    id: string,
    onHeader: (header: ObjectHeader) => void,
    onChunk: (chunk: Buffer) => void,
  ): Promise<void> {
    if (this.#failure) throw this.#failure
    await new Promise<void>((resolve, reject) => {
      this.#requests.push({ id, onHeader, onChunk, resolve, reject })
      this.#child.stdin.write(`${id}\n`)
    })
  }

  [Symbol.dispose](): void {
    this.#disposed = true
    this.#child.kill()
  }

  #take(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      const request = this.#requests[0]
      if (!request) return
      if (this.#left < 0) {
        const end = chunk.indexOf(NEWLINE, at)
        this.#header += chunk.toString('latin1', at, end < 0 ? chunk.length : end)
        if (end < 0) return
        at = end + 1
        this.#begin(request)
      } else if (this.#left > 0) {
        const part = chunk.subarray(at, at + this.#left)
        request.onChunk(part)
        this.#left -= part.length
        at += part.length
      } else {
        // A newline follows every content.
        at += 1
        this.#left = -1
        this.#requests.shift()
        request.resolve()
      }
    }
  }

  #begin(request: Request): void {
    const [, type = '', size] = this.#header.split(' ')
    this.#header = ''
    if (size === undefined) {
      this.#requests.shift()
      const error = new NixproofError('ORIGIN_INCOMPLETE', `The clone does not have an object`, {
        wanted: `The object ${request.id}`,
        found: type || 'Nothing',
        next: 'Clone again without --filter, or fetch what is missing',
      })
      request.reject(error)
      return
    }
    this.#left = Number(size)
    request.onHeader({ type, size: this.#left })
  }

  #fail(error: Error): void {
    this.#failure ??= error
    for (const request of this.#requests.splice(0)) request.reject(this.#failure)
  }
}
