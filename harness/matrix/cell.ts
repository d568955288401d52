import type { Code, Place } from '../errors.ts'
import type { Cell } from '../tutorial/running/cell.ts'

/** A failure that a cell is to have; one that does not come is told as well. */
export interface ExpectedFailure {
  readonly code: Code
  /** The tutorial's absolute path. Default: every tutorial has to fail so. */
  readonly tutorial?: string
  /** What the failure has to contain besides: in its message, or in what was printed. */
  readonly text?: string
  /** Why it is known and left. */
  readonly reason: string
  /** Where the configuration says so. */
  readonly place?: Place
}

/** The value of each axis. */
export type Combination = Required<Cell>

/** One combination of the matrix. */
export interface MatrixCell extends Combination {
  /**
   * `nix=2.34,nixpkgs=24.11,sandbox=on,variant=local`: unique, and what `--cell` takes. That of a
   * cell of the official image begins with `image=official,`.
   */
  readonly name: string
  readonly expected: readonly ExpectedFailure[]
}
