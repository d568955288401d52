import type { Place } from '../../errors.ts'
import type { Captured, Cells, Expect, Nondeterministic } from '../directives/directive.ts'
import type { Step } from './step.ts'

/** What a check proves. */
export type CheckKind =
  | 'commands'
  | 'repl'
  | 'output'
  | 'file'
  | 'listing'
  | 'nixos'
  | 'nix package'
  | 'nix expression'
  | 'nix fragment'
  | 'prose'
  | 'unknown'

/** The steps of one block with its expectation: one test, one verdict. */
export interface Check {
  /** The sections that it is in and its line: `Install > NixOS > line 12`. */
  readonly name: string
  /** The line of the block's fence, counted from 1. */
  readonly line: number
  /** The line of its end. */
  readonly lastLine: number
  /** Of the tutorial's blocks, counted from 0; left out where prose alone says it. */
  readonly block?: number
  readonly language: string
  readonly kind: CheckKind
  /** Sentences: what the block was taken for, and by what. */
  readonly reasons: readonly string[]
  readonly steps: readonly Step[]
  /** What is to come of the steps; outputs that the text shows stand with their commands. */
  readonly expect: Expect
  /** Why nothing is run, and who says so: a directive, or nobody understands the block. */
  readonly skip?: { readonly reason: string; readonly place?: Place }
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly mountAs?: string
  /** Milliseconds. */
  readonly timeout?: number
  readonly session?: string
  readonly setup: readonly string[]
  readonly cleanup: readonly string[]
  readonly capture?: Readonly<Record<string, Captured>>
  readonly nondeterministic?: true | readonly Nondeterministic[]
  readonly onlyOn?: Cells
  readonly origins: readonly string[]
  readonly tags: readonly string[]
}

/** All checks of a tutorial, in order. Pure data: what is run is exactly what is written here. */
export interface Plan {
  readonly format: 2
  /** The Markdown file, as it was named. */
  readonly tutorial: string
  readonly checks: readonly Check[]
}
