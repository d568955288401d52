import type { NixproofError } from '../errors.ts'

/** One request that a program in a container made, and how it was answered. */
export interface Exchange {
  readonly method: string
  /** Without credentials. */
  readonly url: string
  /** The name of the origin that answered; `undefined` when none did. */
  readonly origin: string | undefined
  /** `undefined` when there was no answer. */
  readonly status: number | undefined
  /** Of the answer's body, as far as it was sent. */
  readonly bytes: number
  /** Milliseconds until the answer was sent, or cut. */
  readonly durationMs: number
}

/** What went wrong on the way out. The same for the same request is one finding with a count. */
export interface EgressFinding {
  readonly error: NixproofError
  /** `CONNECT` for what was not HTTP over TLS. */
  readonly method: string
  /** Without credentials. For CONNECT the host and port. */
  readonly url: string
  readonly count: number
}

/** A tutorial makes some dozen requests; a program that goes wild must not fill the memory. */
const MOST_EXCHANGES = 10_000
const MOST_FINDINGS = 1000

/** What a proxy has seen. Of more than fits the first is kept. */
export class EgressRecord {
  readonly #exchanges: Exchange[] = []
  readonly #findings = new Map<string, EgressFinding>()

  /** In the order in which they ended. */
  get exchanges(): readonly Exchange[] {
    return this.#exchanges
  }

  /** In the order in which they were first seen. */
  get findings(): readonly EgressFinding[] {
    return [...this.#findings.values()]
  }

  add(exchange: Exchange): void {
    if (this.#exchanges.length < MOST_EXCHANGES) this.#exchanges.push(exchange)
  }

  find(error: NixproofError, method: string, url: string): void {
    const key = `${error.code} ${method} ${url}`
    const known = this.#findings.get(key)
    if (!known && this.#findings.size >= MOST_FINDINGS) return
    this.#findings.set(
      key,
      known ? { ...known, count: known.count + 1 } : { error, method, url, count: 1 },
    )
  }
}

/** A URL as it may be shown: without the user and password that it may carry. */
export function publicUrl(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}
