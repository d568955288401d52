import type { Engine } from '../../engine/find.ts'
import { readBench, type Bench } from './inputs.ts'

/** What tutorials are proved on, where there are several images; each is asked about once. */
export class Benches {
  readonly #engine: Engine
  readonly #known = new Map<string, Promise<Bench>>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** @param image Reference of an image that is on the engine. */
  of(image: string): Promise<Bench> {
    const bench = this.#known.get(image) ?? readBench(this.#engine, image)
    this.#known.set(image, bench)
    return bench
  }
}
