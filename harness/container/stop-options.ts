import type { StopOptions } from 'testcontainers'

/** What `stop()` of testcontainers takes, and a signal. */
export interface StopContainerOptions extends Partial<StopOptions> {
  /** Ends the wait: the call rejects with its reason, and the engine goes on ending the container. */
  readonly signal?: AbortSignal
}
