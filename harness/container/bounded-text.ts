/** Characters kept of each stream: the first half and the last half of this many. */
const KEPT_CHARACTERS = 1024 * 1024
/** Of UTF-16: a character takes as much as in a text, and may be cut anywhere. */
const BYTES = 2

/** Text that keeps its start and its end, and counts what it left out between them. */
export class BoundedText {
  readonly #half: number
  #head = ''
  /** Characters that came after the head. */
  #length = 0
  /**
   * The last of those, each in its place, where it takes the one that came a whole ring before.
   * Texts that are kept for a while make V8 take 100 MiB more for all others.
   */
  #ring: Buffer | undefined

  constructor(limit: number = KEPT_CHARACTERS) {
    this.#half = Math.floor(limit / 2)
  }

  /** Characters that were left out. */
  get omitted(): number {
    return Math.max(0, this.#length - this.#half)
  }

  append(text: string): void {
    const room = this.#half - this.#head.length
    this.#head += text.slice(0, room)
    if (text.length > room) this.#appendTail(text.slice(room))
  }

  #appendTail(text: string): void {
    this.#ring ??= Buffer.alloc(this.#half * BYTES)
    this.#length += text.length
    const last = text.slice(-this.#half)
    const start = (this.#length - last.length) % this.#half
    const written = this.#ring.write(last, start * BYTES, 'utf16le')
    this.#ring.write(last.slice(written / BYTES), 0, 'utf16le')
  }

  toString(): string {
    const { omitted } = this
    const end = (this.#length % this.#half) * BYTES
    const newest = this.#ring?.toString('utf16le', 0, end) ?? ''
    if (omitted === 0) return this.#head + (newest || (this.#ring?.toString('utf16le') ?? ''))
    const oldest = this.#ring?.toString('utf16le', end) ?? ''
    return `${this.#head}\n… ${omitted} characters left out …\n${oldest}${newest}`
  }
}
