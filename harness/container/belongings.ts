import type { Relay } from './relay.ts'

/** What a container was started with. */
export interface Belongings {
  readonly workspace?: string | undefined
  readonly relay?: Relay | undefined
  readonly leftOut?: readonly string[]
  readonly diskQuota?: number | undefined
}
