import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Engine } from '../../engine/find.ts'
import { NixproofError } from '../../errors.ts'
import type { StartedNixContainer } from '../nix-container.ts'
import { offered, published, rebuilt } from './_answers.ts'
import { askWarm, KeeperContainer } from './keeper.ts'
import { signingKey, type SigningKey } from './key.ts'
import { WARM_TARGET, type WarmMount } from './mount.ts'
import { narinfo, type BuiltPath } from './narinfo.ts'
import type { WarmCounts } from './summary.ts'
import { holdDirectory, usableVolume } from './volume.ts'

/** Bytes. */
const LIMIT = 2 * 1024 ** 3

export interface WarmStoreOptions {
  readonly engine: Engine
  /** Reference of an image that is on the engine. */
  readonly image: string
  /** Whether the containers that use it build in Nix's sandbox. */
  readonly sandbox: boolean
  /** Bytes that it may have on the disk, of all images together. Default: 2 GiB. */
  readonly limit?: number
  /** Told in words what went wrong: nothing that does is worth more than that. */
  readonly report: (line: string) => void
}

const DAY_MS = 24 * 3600 * 1000
/** A tutorial's own builds were waited for as well. Milliseconds. */
const BUILD_TIMEOUT_MS = 1_800_000
/** Of more than this that builds were made of, nothing is kept. Bytes. */
const MOST_SOURCES = 512 * 1024 ** 2
const OFFER = '/tmp/nixproof-offer'

/**
 * What was built once need not be built again: a Nix binary cache on a volume, which containers of the
 * same image, with the same sandbox setting, take from.
 *
 * A proof has to come out the same with it and without, and the code of a tutorial is somebody else's:
 * it is root in its container and can write anything into the Nix store there. So:
 *
 * - Containers of tutorials see the volume, and cannot write to it. The key that signs is on this
 *   machine alone and never gets into any container.
 * - Nothing that lies in a tutorial's store is taken from it but derivations and sources, which have
 *   their content's hash in their name; Nix checks that. A clean container of the same image and
 *   setting, without a network and a workspace, builds them again, as a user who may write nothing.
 *   What is kept is what that built, and only where the tutorial's own build has given the very same
 *   bytes: a build that depends on what surrounds it, or on chance, does not come in.
 * - Neither does anything that was fetched, nor what needs it for its build: the clean container has no
 *   network. Links that are dead are found as without a warm store.
 * - Nothing is served for longer than the week in which it was built, as it may depend on the date.
 * - What a build tells of itself is not there when it is not done: who finds a check that does not
 *   hold, proves again without (`tutorial/running/prove-again.ts`).
 *
 * What remains: of an unsandboxed builder that looks at what surrounds it, and gives the same in two
 * different surroundings, it is taken for granted that it would do so in a third. Each build is done
 * twice the first time; what was left out is not tried again that week.
 */
export class WarmStore implements AsyncDisposable {
  readonly mount: WarmMount
  readonly #options: WarmStoreOptions
  readonly #key: SigningKey
  readonly #holder: AsyncDisposable
  readonly #counts: WarmCounts = { used: 0, added: 0, differ: 0, failed: 0 }
  #keeper: Promise<StartedNixContainer> | undefined
  /** One at a time: they build. */
  #last: Promise<void> = Promise.resolve()

  private constructor(
    options: WarmStoreOptions,
    key: SigningKey,
    mount: WarmMount,
    holder: AsyncDisposable,
  ) {
    this.#options = options
    this.#key = key
    this.mount = mount
    this.#holder = holder
  }

  /** @returns Nothing where there can be none, and says why. */
  static async open(options: WarmStoreOptions): Promise<WarmStore | undefined> {
    const { engine, image, sandbox, report } = options
    const { docker } = engine
    try {
      const [key, { Id }] = await Promise.all([signingKey(), docker.getImage(image).inspect()])
      const volume = await usableVolume(docker, key.name, report)
      const week = Math.floor(Date.now() / (7 * DAY_MS))
      const directory = `${Id.replace('sha256:', '').slice(0, 16)}-${sandbox ? 'on' : 'off'}-${week}`
      const holder = await holdDirectory(docker, image, directory, volume)
      const mount = { volume: volume.name, directory, publicKey: key.publicKey }
      return new WarmStore(options, key, mount, holder)
    } catch (error) {
      report(`No warm store: ${wordsOf(error)}`)
      return undefined
    }
  }

  /**
   * Sees what was built in a container, which ends next, and keeps what can be kept. Never rejects.
   */
  keep(container: StartedNixContainer): Promise<void> {
    const keeping = this.#last.then(() => this.#keep(container))
    this.#last = keeping.catch((error: unknown) => {
      this.#options.report(`Nothing more is kept in the warm store: ${wordsOf(error)}`)
    })
    return this.#last
  }

  /** Whether Nix in a container has anything from here. Where that cannot be told, it may have. */
  async hasServed(container: StartedNixContainer): Promise<boolean> {
    const count = await askWarm(container, ['served', this.#directory]).catch(() => undefined)
    return count !== 0
  }

  /** What became so far of the builds of this process's containers. */
  get counts(): Readonly<WarmCounts> {
    return this.#counts
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last
    const keeper = await this.#keeper?.catch(() => undefined)
    await keeper?.stop().catch(() => {})
    await this.#holder[Symbol.asyncDispose]()
  }

  async #keep(container: StartedNixContainer): Promise<void> {
    const directory = this.#directory
    const offer = offered.parse(await askWarm(container, ['offer', directory, OFFER]))
    this.#counts.used += offer.used
    if (offer.work === 0 || offer.size > MOST_SOURCES) return
    const keeper = await (this.#keeper ??= this.#openKeeper())
    const place = `/tmp/${randomUUID()}`
    const archive = await container.copyArchiveFromContainer(OFFER)
    await keeper.run(['mkdir', place], { cwd: '/' })
    await keeper.copyArchiveToContainer(Readable.from(archive), place)
    const incoming = `${place}/nixproof-offer`
    const asked = ['build', directory, incoming, this.#key.publicKey] as const
    const answer = await askWarm(keeper, asked, { timeoutMs: BUILD_TIMEOUT_MS })
    const { entries, differ, failed, dropped } = rebuilt.parse(answer)
    for (const one of dropped) this.#options.report(`The warm store had a broken ${one}: dropped`)
    this.#counts.differ += differ.length
    this.#counts.failed += failed.length
    if (entries.length > 0) await this.#publish(keeper, directory, entries)
  }

  async #publish(
    keeper: StartedNixContainer,
    directory: string,
    entries: readonly BuiltPath[],
  ): Promise<void> {
    const signed = entries.map((one) => ({ ...one, info: narinfo(one, this.#key) }))
    const target = `/tmp/${randomUUID()}.json`
    await keeper.copyContentToContainer([{ content: JSON.stringify(signed), target }])
    const { limit = LIMIT } = this.#options
    const answer = await askWarm(keeper, ['publish', directory, target, limit])
    const { added, full } = published.parse(answer)
    this.#counts.added += added.length
    const next = 'nixproof cache clear makes room'
    if (full !== null) this.#options.report(`Not all is kept in the warm store: ${full}; ${next}`)
  }

  get #directory(): string {
    return `${WARM_TARGET}/${this.mount.directory}`
  }

  #openKeeper(): Promise<StartedNixContainer> {
    const { image, sandbox } = this.#options
    const container = new KeeperContainer(image, this.mount.volume, 'rw')
    return (sandbox ? container.withSandbox() : container).start()
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof NixproofError)
    return `${error.summary} (${error.details.found ?? error.code})`
  return error instanceof Error ? error.message : String(error)
}
