import type { Container } from 'dockerode'
import { NixproofError } from '../errors.ts'

/** No single request to an engine that works takes nearly as long as this. */
const REQUEST_DEADLINE_MS = 30_000

/**
 * Makes one request to the engine, and ends it when the engine does not answer.
 *
 * @param doing What the request is for, as in "Cannot start a process".
 * @throws NixproofError CONTAINER_FAILED when the engine refuses, ENGINE_LOST when it is not there.
 */
export async function request<T>(
  doing: string,
  call: (abortSignal: AbortSignal) => Promise<T>,
  deadlineMs: number = REQUEST_DEADLINE_MS,
): Promise<T> {
  // Not AbortSignal.timeout: it would go on to cut a stream that the request has opened.
  const controller = new AbortController()
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new NoAnswerError(deadlineMs))
    controller.abort()
  }, deadlineMs)
  try {
    return await Promise.race([call(controller.signal), late])
  } catch (error) {
    // An exec that the engine refuses (its container has just ended) would hold its connection, and
    // with that this process: old engines do not close it.
    controller.abort()
    throw toEngineError(doing, error)
  } finally {
    clearTimeout(timer)
  }
}

export class NoAnswerError extends Error {
  readonly code = 'ETIMEDOUT'

  constructor(deadlineMs: number) {
    super(`no answer within ${deadlineMs / 1000} s`)
  }
}

export function toEngineError(doing: string, error: unknown): NixproofError {
  if (error instanceof NixproofError) return error
  const reason = error instanceof Error ? error.message.trim() : String(error)
  // An engine that is not there is an error of the system, such as ECONNREFUSED.
  const isLost = error instanceof Error && 'code' in error && statusOf(error) === undefined
  if (/no space left on device|disk quota exceeded/i.test(reason))
    return noSpace(doing, reason, error)
  if (statusOf(error) === 409 && /is paused/.test(reason)) return containerPaused(reason, error)
  if (statusOf(error) === 404 && /no such image/i.test(reason)) return noImage(doing, reason, error)
  if (!isLost) return new NixproofError('CONTAINER_FAILED', doing, { found: reason, cause: error })
  return new NixproofError('ENGINE_LOST', doing, {
    found: `The engine does not answer: ${reason}`,
    next: 'See that the engine runs, then try again: nixproof doctor',
    cause: error,
  })
}

const MORE_DISK = 'withResourcesQuota({ disk: GIB })'

function noSpace(doing: string, found: string, cause: unknown): NixproofError {
  return new NixproofError('OUT_OF_DISK', doing, {
    wanted: 'Free disk space where the engine keeps its data',
    found,
    next: /quota/i.test(found)
      ? `Allow the container more: ${MORE_DISK}`
      : `Free some: docker system df; nixproof clean --all. Where the container has a limit of its own: ${MORE_DISK}`,
    cause,
  })
}

export function containerPaused(found: string, cause?: unknown): NixproofError {
  return new NixproofError('CONTAINER_FAILED', 'The container is paused', {
    wanted: 'It runs until its tutorial is done',
    found,
    next: 'Run the command again, and let nobody pause its container; docker unpause ends a pause',
    cause,
  })
}

function noImage(doing: string, found: string, cause: unknown): NixproofError {
  return new NixproofError('IMAGE_UNAVAILABLE', doing, {
    wanted: 'The image stays on the engine until the container is made',
    found,
    next: 'Run the command again, which makes the image again',
    cause,
  })
}

/** The HTTP status that the engine answered with; `undefined` when it did not answer. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' ? status : undefined
}

/** Why a container, from which no answer came, has none. */
export async function explainSilence(doing: string, container: Container): Promise<NixproofError> {
  try {
    const { State } = await request(doing, (abortSignal) => container.inspect({ abortSignal }))
    if (State.Paused) return containerPaused('Somebody has paused it')
    if (State.Running) {
      const found = 'The container runs, but the process ended without a word'
      return new NixproofError('CONTAINER_FAILED', doing, { found })
    }
    if (State.OOMKilled) return noMemory(doing)
    return new NixproofError('CONTAINER_FAILED', doing, {
      wanted: 'The container runs until its tutorial is done',
      found: `It has ended with exit code ${State.ExitCode}`,
      next: 'Run the command again; if nobody ended it, look at the log of the engine',
    })
  } catch (error) {
    return toEngineError(doing, error)
  }
}

function noMemory(doing: string): NixproofError {
  return new NixproofError('OUT_OF_MEMORY', doing, {
    wanted: 'Memory for all programs of the container',
    found: 'The kernel has ended the container for want of it',
    next: 'Give the container more memory, or the engine a larger machine',
  })
}

/** @throws NixproofError why the container does not run, when it does not. */
export async function requireRunning(container: Container): Promise<void> {
  const doing = 'The container does not run any more'
  const { State } = await request(doing, (abortSignal) => container.inspect({ abortSignal }))
  if (!State.Running || State.Paused) throw await explainSilence(doing, container)
}
