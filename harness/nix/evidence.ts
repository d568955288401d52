import type { Outside } from './outside.ts'

/** What is known besides what the command wrote. */
export interface Evidence extends Outside {
  /** What it wrote, and who: a transcript (`log.ts`). Default: all of its stderr is Nix's. */
  readonly transcript?: string
  /** The container may not write as much as the disk has room for. */
  readonly diskLimited?: boolean
  /** The kernel ended a process of the container for want of memory. */
  readonly outOfMemory?: boolean
  /** What Nix wrote when it was asked again, with `--show-trace`. */
  readonly trace?: string
  /** What exists where an attribute is missing. */
  readonly names?: readonly string[]
}
