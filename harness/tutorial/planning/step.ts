import type { Point } from '../markdown/document.ts'

/** Text of the tutorial, byte for byte, and where it begins. */
export interface Excerpt {
  readonly text: string
  readonly at: Point
}

/** Writes the block to a file of the workspace. */
interface WriteStep extends Excerpt {
  readonly do: 'write'
  /** Relative to the workspace, or absolute. */
  readonly path: string
}

/**
 * Holds the block against a file of the workspace as it was given, whatever blocks have written since,
 * but for `now`: the whole of it, or as a quote with elisions.
 */
interface CompareStep extends Excerpt {
  readonly do: 'compare'
  readonly path: string
  readonly part: boolean
  /**
   * Whether it is held against the file that the reader has by then, in the container: a command or
   * a block of the text has made it what it is.
   */
  readonly now?: true
}

/** Checks that the workspace has files and directories. */
interface PathsStep {
  readonly do: 'paths'
  readonly paths: readonly {
    readonly path: string
    readonly directory: boolean
    readonly at: Point
  }[]
}

/** Types a command into a shell that keeps its directory and environment, and waits for its end. */
export interface CommandStep {
  readonly do: 'command'
  /** `main`, the check's session, a shell opened in one (`main/1`), or `beside`: a second terminal. */
  readonly shell: string
  /** As the reader types it, also `sudo`. */
  readonly run: string
  readonly at: Point
  /** Where to go first, relative to the workspace. Left out: the shell stays where it is. */
  readonly cwd?: string
  /** Why it may listen and not end. It then stays until the next command of its shell. */
  readonly mayServe?: string
  /** Ports that the text says it listens on, and where. */
  readonly listens?: readonly { readonly port: number; readonly at: Point }[]
  /** What the text shows below the command; `...` stands for anything. */
  readonly output?: Excerpt
  /** Why it is not run. */
  readonly skip?: string
}

/** Opens a shell in another: what comes after runs in it. */
export interface OpenStep {
  readonly do: 'open'
  readonly shell: string
  readonly inside: string
  readonly kind: 'nix-shell' | 'nix develop' | 'nix shell' | 'nix repl' | 'shell'
  readonly run: string
  readonly at: Point
  readonly cwd?: string
}

/** Leaves an opened shell, and ends what runs in it. */
interface CloseStep {
  readonly do: 'close'
  readonly shell: string
  /** The reader types it, or has plainly left. */
  readonly why: string
  readonly at: Point
}

/** Types expressions into `nix repl`. */
interface ReplStep {
  readonly do: 'repl'
  /** The opened shell that it is; left out: the one repl of the tutorial. */
  readonly shell?: string
  readonly inputs: readonly (Excerpt & { readonly output?: Excerpt })[]
}

/** Evaluates an expression, or builds the package that it makes. */
export interface NixStep extends Excerpt {
  readonly do: 'evaluate' | 'build'
  /** Names that `<nixpkgs>` gives to it: `pkgs`, `lib`. */
  readonly given: readonly string[]
  /** Whether it is a function that `callPackage` calls. */
  readonly call: boolean
  /** The value that the text shows for it, where it is evaluated; `...` stands for anything. */
  readonly output?: Excerpt
}

/** Parses a piece of Nix that means nothing alone. */
interface ParseStep extends Excerpt {
  readonly do: 'parse'
  /** Whether lines of it stand for what is left out. */
  readonly elided: boolean
  /** Names that what is around it gives to it, and Nix would miss: all that it does not define. */
  readonly given: readonly string[]
}

/** Makes a NixOS of fragments, in order. */
interface ConfigureStep {
  readonly do: 'configure'
  /** As `nixos-rebuild` has it; `build` where the text does not say that it is run. */
  readonly action: 'switch' | 'build' | 'test' | 'boot'
  readonly fragments: readonly Excerpt[]
  /** Where the workspace is as well: a path that the fragments name. */
  readonly mountAs?: string
}

/** Asks the program that was started last. */
export interface RequestStep {
  readonly do: 'request'
  /** As the text has it: `http://localhost:5000`. */
  readonly url: string
  readonly at: Point
  /** Text that the answer has, whatever its case. */
  readonly contains?: string
  readonly why: string
}

/** Holds what earlier commands printed against the block. */
interface OutputStep extends Excerpt {
  readonly do: 'output'
  /** The line of the block with the commands. */
  readonly of: number
}

export type Step =
  | WriteStep
  | CompareStep
  | PathsStep
  | CommandStep
  | OpenStep
  | CloseStep
  | ReplStep
  | NixStep
  | ParseStep
  | ConfigureStep
  | RequestStep
  | OutputStep
