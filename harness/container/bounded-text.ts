/** Characters kept of each stream: the first half and the last half of this many. */
const KEPT_CHARACTERS = 1024 * 1024

/** Text that keeps its start and its end, and counts what it left out between them. */
export class BoundedText {
  readonly #half: number
  #head = ''
  #tail = ''
  #omitted = 0

  constructor(limit: number = KEPT_CHARACTERS) {
    this.#half = Math.floor(limit / 2)
  }

  /** Characters that were left out. */
  get omitted(): number {
    return this.#omitted + Math.max(0, this.#tail.length - this.#half)
  }

  append(text: string): void {
    const room = this.#half - this.#head.length
    this.#head += text.slice(0, room)
    this.#tail += text.slice(room)
    // Cutting at twice the size makes the cost of each character constant.
    if (this.#tail.length > 2 * this.#half) {
      this.#omitted += this.#tail.length - this.#half
      this.#tail = this.#tail.slice(-this.#half)
    }
  }

  toString(): string {
    const { omitted } = this
    if (omitted === 0) return this.#head + this.#tail
    return `${this.#head}\n… ${omitted} characters left out …\n${this.#tail.slice(-this.#half)}`
  }
}
