import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'

/** A request that came out of a container, as its program meant it: with the real host's name. */
export interface OriginRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Readable
  /** Aborts when the client goes away, or the run ends. */
  readonly signal: AbortSignal
}

export interface OriginResponse {
  readonly status: number
  readonly headers?: OutgoingHttpHeaders
  /** Streams are passed on as they come; a failing one cuts the connection. */
  readonly body?: Readable | Buffer | string
}

/** What answers for some part of the internet: a clone, a cassette, or the internet itself. */
export interface Origin {
  /** As a person would name it: `github:pagekey/education at 053d41f`. */
  readonly name: string
  /**
   * @returns `undefined` when this request is none of its business; the next origin is asked then.
   * @throws NixproofError when it is, and cannot be answered. The check fails with it.
   */
  answer(request: OriginRequest): Promise<OriginResponse | undefined>
}
