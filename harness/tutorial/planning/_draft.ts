import type { Block } from '../markdown/document.ts'
import type { CheckKind } from './plan.ts'
import type { Step } from './step.ts'

/** A check while it is made. */
export interface Draft {
  readonly block: Block
  readonly headings: readonly string[]
  kind: CheckKind
  readonly reasons: string[]
  readonly steps: Step[]
}
