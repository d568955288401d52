/** Lets several write at once, and what each writes stay together: the others wait until it has ended. */
export class InTurn {
  readonly #waiting = new Map<string, (() => void)[]>()
  readonly #ended = new Set<string>()
  #current: string | undefined

  /** @param name Whose it is. */
  write(name: string, action: () => void): void {
    this.#current ??= name
    if (this.#current === name) {
      action()
      return
    }
    const actions = this.#waiting.get(name) ?? []
    this.#waiting.set(name, [...actions, action])
  }

  end(name: string): void {
    this.#ended.add(name)
    if (this.#current === name) this.#next()
  }

  /** Nobody writes any more. */
  finish(): void {
    for (const actions of this.#waiting.values()) for (const action of actions) action()
    this.#waiting.clear()
  }

  #next(): void {
    this.#current = undefined
    for (const [name, actions] of this.#waiting) {
      this.#waiting.delete(name)
      for (const action of actions) action()
      if (this.#ended.has(name)) continue
      this.#current = name
      return
    }
  }
}
