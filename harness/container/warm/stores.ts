import type { Engine } from '../../engine/find.ts'
import { WarmStore, type WarmStoreOptions } from './store.ts'
import { warmSummary } from './summary.ts'

/**
 * The warm stores of a run, all on one volume with one bound: a part for each image and sandbox setting,
 * opened when the first container that takes from it is started.
 *
 * What is shared: tutorials, variants (local and fetched), cells of one image and setting, and runs, also
 * those that go on at the same time. What is not: a cell with Nix's sandbox has nothing that was built
 * without, nor the other way around, as a build may hold in one and not in the other; and neither has
 * another Nix or another nixpkgs, which are in other images. A cell in which a failure is expected takes
 * part: what fails is done again without a warm store, as everywhere, and only what was built twice in
 * that very image and setting can keep it from failing.
 */
export class WarmStores implements AsyncDisposable {
  readonly #engine: Engine
  readonly #limit: Pick<WarmStoreOptions, 'limit'>
  readonly #report: WarmStoreOptions['report']
  readonly #stores = new Map<string, Promise<WarmStore | undefined>>()

  /**
   * @param limit Bytes that all may have on the disk together. Default: 2 GiB.
   * @param report Told each thing once that goes wrong.
   */
  constructor(engine: Engine, limit: number | undefined, report: (line: string) => void) {
    this.#engine = engine
    this.#limit = limit === undefined ? {} : { limit }
    const told = new Set<string>()
    this.#report = (line) => {
      if (!told.has(line)) report(line)
      told.add(line)
    }
  }

  /**
   * @param image Reference of an image that is on the engine.
   * @param sandbox Whether the containers build in Nix's sandbox.
   * @returns Nothing where there can be none.
   */
  of(image: string, sandbox: boolean): Promise<WarmStore | undefined> {
    const key = JSON.stringify([image, sandbox])
    const known = this.#stores.get(key)
    if (known) return known
    const [engine, report] = [this.#engine, this.#report]
    const options = { engine, image, sandbox, report, ...this.#limit }
    const store = WarmStore.open(options)
    this.#stores.set(key, store)
    return store
  }

  /**
   * Waits for what is still being kept.
   *
   * @returns What came of it, in a line; nothing where there was no warm store.
   */
  async close(): Promise<string | undefined> {
    const all = await Promise.all(this.#stores.values())
    const stores = all.filter((store) => store !== undefined)
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()))
    return stores.length === 0 ? undefined : warmSummary(stores.map(({ counts }) => counts))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
