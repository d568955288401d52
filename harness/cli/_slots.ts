/** Lets no more than so many work at once; the others wait, in the order in which they came. */
export class Slots {
  readonly #waiting: ((slot: Disposable) => void)[] = []
  #free: number

  constructor(count: number) {
    this.#free = count
  }

  /** Dispose of it when the work is done, once or more often. */
  async take(): Promise<Disposable> {
    if (this.#free === 0) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#free -= 1
    return this.#slot()
  }

  #slot(): Disposable {
    let taken = true
    return {
      [Symbol.dispose]: () => {
        if (!taken) return
        taken = false
        const next = this.#waiting.shift()
        if (next) next(this.#slot())
        else this.#free += 1
      },
    }
  }
}
