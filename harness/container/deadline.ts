import { NixproofError } from '../errors.ts'

/** The longest delay that a Node timer can hold, some 24 days. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

export interface Limits {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export type Outcome<T> = { readonly value: T } | 'timeout' | 'aborted'

/** What came first: the value, the deadline or the abort. The promise itself is not stopped. */
export async function within<T>(promise: Promise<T>, limits: Limits): Promise<Outcome<T>> {
  const { timeoutMs, signal } = limits
  const { promise: stopped, resolve } = Promise.withResolvers<'timeout' | 'aborted'>()
  const onAbort = (): void => resolve('aborted')
  const timer = setTimeout(resolve, Math.max(0, timeoutMs), 'timeout')
  signal?.addEventListener('abort', onAbort, { once: true })
  if (signal?.aborted) onAbort()
  try {
    return await Promise.race([promise.then((value) => ({ value })), stopped])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

/** The value, or the reason of the signal. The promise itself is not stopped. */
export async function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([promise, aborted])
  } finally {
    promise.catch(() => {}) // Nobody may be left to wait for it.
    signal.removeEventListener('abort', onAbort)
  }
}

/** @throws NixproofError USAGE unless the value is a time that a timer can hold. */
export function checkTimeout(timeoutMs: number): number {
  if (timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS) return timeoutMs
  throw new NixproofError('USAGE', 'timeoutMs is not a time to wait for', {
    wanted: `Milliseconds, more than 0 and at most ${MAX_TIMEOUT_MS}`,
    found: String(timeoutMs),
  })
}
