import type { Code } from '../errors.ts'
import type { Cell } from '../tutorial/running/cell.ts'

/** A failure that a cell is to have; one that does not come is told as well. */
export interface ExpectedFailure {
  readonly code: Code
  /** The tutorial, as the configuration names it. Default: any. */
  readonly tutorial?: string
  /** What the message has to contain besides. */
  readonly text?: string
  /** Why it is known and left. */
  readonly reason: string
}

/** One combination of the matrix. */
export interface MatrixCell extends Required<Cell> {
  /** `nix=2.34,nixpkgs=24.11,sandbox=on,variant=local`: unique, and what `--cell` takes. */
  readonly name: string
  readonly expected: readonly ExpectedFailure[]
}
