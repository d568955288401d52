/** Steps or entries, of about 250 bytes each. */
const MAX_WEIGHT = 250_000

/** What was made of trees that stay the same between commits, up to a total weight; oldest go first. */
export class Kept<T> {
  readonly #weigh: (value: T) => number
  readonly #values = new Map<string, T>()
  #weight = 0

  constructor(weigh: (value: T) => number) {
    this.#weigh = weigh
  }

  get(tree: string): T | undefined {
    return this.#values.get(tree)
  }

  /** Something very big is not kept: it would push all else out, and is not met again soon. */
  set(tree: string, value: T): void {
    const weight = this.#weigh(value)
    if (weight > MAX_WEIGHT / 10) return
    this.#values.set(tree, value)
    this.#weight += weight
    for (const [oldest, one] of this.#values) {
      if (this.#weight <= MAX_WEIGHT) return
      this.#values.delete(oldest)
      this.#weight -= this.#weigh(one)
    }
  }
}
