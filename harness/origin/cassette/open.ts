import { mkdir, realpath } from 'node:fs/promises'
import { NixproofError } from '../../errors.ts'
import { holdLock } from '../../engine/start-lock.ts'
import type { Origin } from '../origin.ts'
import { bodiesOf, removeBodiesExcept } from './_bodies.ts'
import { describeRequest } from './_match.ts'
import { notRecorded } from './_not-recorded.ts'
import { redactHeaders } from './_redact.ts'
import { readRequestBody } from './_request-body.ts'
import { keepResponse, replay, unconditional } from './_respond.ts'
import { openTape, type Tape } from './_tape.ts'
import type { CassetteMode } from './mode.ts'

export interface CassetteOptions {
  /** The cassette's folder; recording makes it. See `cassettePath()`. */
  readonly directory: string
  /** Default: `replay`. */
  readonly mode?: CassetteMode
  /** What is recorded: needed in the modes `record-new` and `record-all`. */
  readonly through?: Origin
}

/** Recorded traffic that answers requests. */
export interface CassetteOrigin extends Origin, AsyncDisposable {
  /** How many recordings there are now. */
  readonly size: number
}

/** Another process records here; it will not be long when it is only ending. */
const LOCK_DEADLINE_MS = 2000

/**
 * Opens a cassette: `index.yaml` and the bodies, each under its hash, in a folder beside the tutorial.
 * It answers every request or throws, so it is the last of the origins; only in mode `off` does it
 * pass requests on.
 *
 * A request is the same as a recorded one when method, address (whatever the order of its query),
 * body, and the headers Accept, Git-Protocol and Range are. Equal requests get their answers in the
 * order of the recording, then the last one again.
 *
 * Never kept: request headers other than those three, request bodies, cookies, headers and query
 * values that are credentials by their name, user names and passwords in addresses. A secret in the
 * body of an answer, or in the path of an address, is not recognised.
 *
 * An answer that breaks off is not kept, and neither is one whose reader went away.
 *
 * @throws NixproofError CASSETTE_INVALID for an index of another version or without sense; BUSY when
 *   another process records to the same cassette; USAGE when there is nothing to record through. A
 *   request throws NOT_RECORDED in mode `replay`, and CASSETTE_INVALID when its body was changed.
 */
export async function openCassette(options: CassetteOptions): Promise<CassetteOrigin> {
  const { directory, mode = 'replay', through } = options
  const name = `cassette ${directory}`
  if (mode === 'off') {
    return { name, size: 0, answer: async () => undefined, [Symbol.asyncDispose]: async () => {} }
  }
  if (mode === 'replay') return replaying(directory, name, await openTape(directory))
  if (!through) {
    throw new NixproofError('USAGE', `Mode "${mode}" needs something to record`, {
      wanted: 'An origin that asks the internet',
      next: 'Use it with --network online, or replay',
    })
  }
  await mkdir(bodiesOf(directory), { recursive: true })
  const lock = await holdLock(`recording ${await realpath(directory)}`, LOCK_DEADLINE_MS)
  try {
    return recording(directory, name, mode, through, await openTape(directory), lock)
  } catch (error) {
    await lock[Symbol.asyncDispose]()
    throw error
  }
}

function replaying(directory: string, name: string, tape: Tape): CassetteOrigin {
  return {
    name,
    get size() {
      return tape.all().length
    },
    async answer(request) {
      const { sha256 } = await readRequestBody(request, undefined)
      const asked = describeRequest(request.method, request.url, request.headers, sha256)
      const found = tape.next(asked)
      if (!found) throw notRecorded(directory, asked, tape.all())
      return replay(directory, request, found)
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

function recording(
  directory: string,
  name: string,
  mode: 'record-new' | 'record-all',
  through: Origin,
  tape: Tape,
  lock: AsyncDisposable,
): CassetteOrigin {
  const bodies = bodiesOf(directory)
  let closed = false
  return {
    name,
    get size() {
      return tape.all().length
    },
    async answer(request) {
      const { method, url, headers, signal } = request
      const { sha256, body } = await readRequestBody(request, bodies)
      const asked = describeRequest(method, url, headers, sha256)
      if (mode === 'record-new' && tape.has(asked)) {
        if (sha256 !== undefined) body.destroy()
        return replay(directory, request, tape.next(asked)!)
      }
      const put = tape.place()
      const sent = { method, url, headers: unconditional(headers), body, signal }
      const response = await through.answer(sent)
      if (!response) return undefined
      const kept = { status: response.status, headers: redactHeaders(response.headers) }
      return keepResponse(directory, method, response, async (stored) => {
        if (closed) return
        await put({ request: asked, response: { ...kept, ...(stored && { body: stored }) } })
      })
    },
    async [Symbol.asyncDispose]() {
      closed = true
      try {
        await tape.settled()
        const wanted = tape.all().flatMap(({ response }) => response.body?.sha256 ?? [])
        await removeBodiesExcept(bodies, new Set(wanted))
      } finally {
        await lock[Symbol.asyncDispose]()
      }
    },
  }
}
