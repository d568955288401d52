import { createHash, type Hash } from 'node:crypto'
import type { ObjectReader } from '../git/objects.ts'
import { CLOSE, MAGIC, padding, sizeOf } from './format.ts'
import type { Algorithm } from './notation.ts'
import type { Step } from './steps.ts'

/** The state of the hash before a step; it is copied about this often. */
const CHECKPOINT_BYTES = 128 * 1024
/** Blobs are kept up to this sum; bigger ones than the limit for one are streamed each time. */
const KEPT_BYTES = 32 * 1024 * 1024
const KEPT_BLOB_BYTES = 4 * 1024 * 1024

const TWICE_CLOSED = Buffer.concat([CLOSE, CLOSE])
const TAILS = Array.from({ length: 8 }, (_, rest) => Buffer.concat([padding(rest), TWICE_CLOSED]))

interface Checkpoint {
  /** The step that comes next. */
  readonly index: number
  readonly hash: Hash
}

/**
 * Hashes the NARs of trees one after the other. A NAR hash runs over the whole of it, so one tree
 * that differs from the one before in a single file is hashed from that file on only.
 */
export class TreeHasher {
  readonly #objects: ObjectReader
  readonly #algorithm: Algorithm
  readonly #blobs = new Map<string, Buffer>()
  #keptBytes = 0
  #last: readonly Step[] = []
  #checkpoints: Checkpoint[] = []

  constructor(objects: ObjectReader, algorithm: Algorithm) {
    this.#objects = objects
    this.#algorithm = algorithm
  }

  async hash(steps: readonly Step[]): Promise<Buffer> {
    const same = commonPrefix(this.#last, steps)
    while ((this.#checkpoints.at(-1)?.index ?? 0) > same) this.#checkpoints.pop()
    const from = this.#checkpoints.at(-1)
    const hash = from ? from.hash.copy() : createHash(this.#algorithm).update(MAGIC)
    // Were it to fail half way, the checkpoints would not belong to the last steps any more.
    this.#last = []
    let bytes = 0
    for (let index = from?.index ?? 0; index < steps.length; index++) {
      if (bytes >= CHECKPOINT_BYTES) {
        this.#checkpoints.push({ index, hash: hash.copy() })
        bytes = 0
      }
      const step = steps[index]!
      hash.update(step.bytes)
      bytes += step.bytes.length
      if (step.blob === undefined) continue
      const blob = this.#blobs.get(step.blob)
      bytes += blob ? writeBlob(hash, blob) : await this.#addBlob(hash, step.blob)
    }
    this.#last = steps
    return hash.digest()
  }

  async #addBlob(hash: Hash, id: string): Promise<number> {
    let size = 0
    let kept: Buffer[] | undefined
    await this.#objects.stream(
      id,
      (header) => {
        size = header.size
        if (size <= KEPT_BLOB_BYTES) kept = []
        else hash.update(sizeOf(size))
      },
      (chunk) => {
        if (kept) kept.push(chunk)
        else hash.update(chunk)
      },
    )
    if (!kept) {
      hash.update(TAILS[size % 8]!)
      return size
    }
    // One chunk of the pipe would be kept alive as a whole for a small part of it.
    const blob = Buffer.concat(kept)
    this.#keep(id, blob)
    return writeBlob(hash, blob)
  }

  #keep(id: string, blob: Buffer): void {
    this.#blobs.set(id, blob)
    this.#keptBytes += blob.length
    for (const [oldest, { length }] of this.#blobs) {
      if (this.#keptBytes <= KEPT_BYTES) break
      this.#blobs.delete(oldest)
      this.#keptBytes -= length
    }
  }
}

function writeBlob(hash: Hash, blob: Buffer): number {
  hash
    .update(sizeOf(blob.length))
    .update(blob)
    .update(TAILS[blob.length % 8]!)
  return blob.length
}

function commonPrefix(before: readonly Step[], after: readonly Step[]): number {
  const length = Math.min(before.length, after.length)
  let index = 0
  while (index < length && sameStep(before[index]!, after[index]!)) index++
  return index
}

function sameStep(a: Step, b: Step): boolean {
  return a === b || (a.blob === b.blob && a.bytes.equals(b.bytes))
}
