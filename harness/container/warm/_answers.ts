import { z } from 'zod'
import type { BuiltPath } from './narinfo.ts'

/** What a tutorial's container has for the warm store. */
interface Offered {
  /** Paths that came from there. */
  readonly used: number
  /** What there is to do about all that; none of it is worth a container of its own when it is 0. */
  readonly work: number
  /** Bytes of derivations and sources. */
  readonly size: number
}

/** What came of the second build. */
interface Rebuilt {
  readonly entries: readonly BuiltPath[]
  readonly differ: readonly string[]
  readonly failed: readonly string[]
  readonly dropped: readonly string[]
}

interface Published {
  readonly added: readonly string[]
  /** Why it ended before the last. */
  readonly full: string | null
}

/** In a tutorial's container anything may answer. */
export const offered: z.ZodType<Offered> = z.object({
  used: z.int().nonnegative(),
  work: z.int().nonnegative(),
  size: z.number().nonnegative(),
})
const path = z.string()
export const rebuilt: z.ZodType<Rebuilt> = z.object({
  entries: z.array(
    z.object({
      path,
      narHash: z.string(),
      narSize: z.number(),
      references: z.array(path),
      deriver: path,
    }),
  ),
  differ: z.array(path),
  failed: z.array(path),
  dropped: z.array(path),
})
export const published: z.ZodType<Published> = z.object({
  added: z.array(path),
  full: z.string().nullable(),
})
