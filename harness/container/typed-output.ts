import { BoundedText } from './bounded-text.ts'
import type { StreamName } from './frames.ts'
import { createLineSplitter } from './lines.ts'
import type { OutputLine } from './process.ts'

/** Lines kept, at each end, as far as they have no more characters than the texts keep. */
const KEPT_LINES = 2000
const KEPT_CHARACTERS = 512 * 1024

/** Who hears what a command writes, as it comes. */
export interface Hearing {
  readonly onLine?: ((line: OutputLine) => void) | undefined
  readonly onText?: ((stream: StreamName, text: string) => void) | undefined
}

/** What one typed command writes. */
export class TypedOutput {
  readonly stdout: BoundedText = new BoundedText()
  readonly stderr: BoundedText = new BoundedText()
  /** Rejects with what `onLine` throws, which is not called again. */
  readonly broken: Promise<never>
  readonly #heard: Hearing
  readonly #breakOff: (reason: unknown) => void
  readonly #splitters: Readonly<Record<StreamName, ReturnType<typeof createLineSplitter>>>
  readonly #head: OutputLine[] = []
  #tail: OutputLine[] = []
  #count = 0
  #headFull = false
  #headCharacters = 0
  #tailCharacters = 0
  #deaf = false
  /** When the text came that is taken apart. */
  #now = new Date()

  constructor(heard: Hearing = {}) {
    const { promise, reject } = Promise.withResolvers<never>()
    promise.catch(() => {}) // It may be known too late for anybody to wait for it.
    this.broken = promise
    this.#breakOff = reject
    this.#heard = heard
    this.#splitters = {
      stdout: createLineSplitter((text) => this.#line('stdout', text)),
      stderr: createLineSplitter((text) => this.#line('stderr', text)),
    }
  }

  append(stream: StreamName, text: string): void {
    this.#now = new Date()
    this[stream].append(text)
    this.#heard.onText?.(stream, text)
    this.#splitters[stream].push(text)
  }

  /** A last line without its end is a line too. */
  end(stream: StreamName): void {
    this.#splitters[stream].end()
  }

  /** The lines of both streams as they came, and how many are left out of their middle. */
  lines(): { readonly lines: readonly OutputLine[]; readonly omittedLines: number } {
    const tail: OutputLine[] = []
    let characters = 0
    for (const line of this.#tail.slice(-KEPT_LINES).toReversed()) {
      characters += line.text.length
      if (characters > KEPT_CHARACTERS) break
      tail.push(line)
    }
    const lines = [...this.#head, ...tail.toReversed()]
    return { lines, omittedLines: this.#count - lines.length }
  }

  #line(stream: StreamName, text: string): void {
    const line: OutputLine = { stream, text, at: this.#now }
    this.#count += 1
    this.#headFull ||=
      this.#head.length >= KEPT_LINES || this.#headCharacters + text.length > KEPT_CHARACTERS
    if (this.#headFull) this.#keepTail(line)
    else {
      this.#head.push(line)
      this.#headCharacters += text.length
    }
    if (this.#deaf) return
    try {
      this.#heard.onLine?.(line)
    } catch (error) {
      this.#deaf = true
      this.#breakOff(error)
    }
  }

  /** Cutting at twice the size makes the cost of each line constant. */
  #keepTail(line: OutputLine): void {
    this.#tail.push(line)
    this.#tailCharacters += line.text.length
    if (this.#tail.length <= 2 * KEPT_LINES && this.#tailCharacters <= 2 * KEPT_CHARACTERS) return
    const kept: OutputLine[] = []
    let characters = 0
    while (kept.length < KEPT_LINES && characters < KEPT_CHARACTERS) {
      const last = this.#tail.pop()
      if (!last) break
      kept.push(last)
      characters += last.text.length
    }
    this.#tail = kept.toReversed()
    this.#tailCharacters = characters
  }
}
