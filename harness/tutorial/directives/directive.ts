type Texts = string | readonly string[]

/** How an output is compared; all that is given has to hold. */
interface OutputMatch {
  readonly exact?: string | undefined
  readonly contains?: Texts | undefined
  readonly regex?: string | undefined
  /** `...` stands for anything. */
  readonly like?: string | undefined
}

/** What a server has to answer. */
interface HttpMatch {
  /** Default: the one that the program listens on. */
  readonly port?: number | undefined
  readonly path: string
  readonly status: number
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** A string is the whole body. */
  readonly body?: string | OutputMatch | undefined
  readonly json?: unknown
}

export type Expect =
  | 'ok'
  | 'fail'
  | {
      /** The last command fails, with this exit code and printing this. */
      readonly fail?:
        | { readonly code?: number | undefined; readonly text?: Texts | undefined }
        | undefined
      /** A string is `like`. */
      readonly output?: string | OutputMatch | undefined
      readonly http?: HttpMatch | undefined
    }

interface FileDirective {
  readonly path: string
  /** Default: `equal` where the workspace has the file, `write` where it has not. */
  readonly mode?: 'write' | 'equal' | undefined
  /** Whether the block is a part of the file only. */
  readonly part?: boolean | undefined
}

export type Captured = 'store-path' | 'hash' | 'url' | 'output' | { readonly regex: string }

export type Nondeterministic =
  | 'store-hash'
  | 'hash'
  | 'date'
  | 'duration'
  | 'number'
  | 'path'
  | { readonly regex: string }

/** Cells of the matrix. */
export interface Cells {
  readonly nix?: Texts | undefined
  readonly nixpkgs?: Texts | undefined
  readonly image?: 'official' | 'embedded' | undefined
  readonly sandbox?: boolean | undefined
  readonly variant?: 'local' | 'fetched' | undefined
}

/** What a directive says of its block, in a comment of the Markdown or in the sidecar. */
export interface Directive {
  /** Why the block is not proved. */
  readonly skip?: string | undefined
  readonly expect?: Expect | undefined
  readonly file?: string | FileDirective | undefined
  /** Relative to the workspace. */
  readonly cwd?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Where the workspace is as well: an absolute path that the text uses. */
  readonly mountAs?: string | undefined
  /** `30s`, `5m`. */
  readonly timeout?: string | undefined
  /** Blocks that name the same session share its shell. */
  readonly session?: string | undefined
  readonly setup?: Texts | undefined
  /** Run whatever came of the block. */
  readonly cleanup?: Texts | undefined
  /** Variables that later commands find in their environment. */
  readonly capture?: Readonly<Record<string, Captured>> | undefined
  /** `true`: the output is not compared at all. */
  readonly nondeterministic?: boolean | readonly Nondeterministic[] | undefined
  readonly 'only-on'?: Cells | undefined
  readonly origin?: Texts | undefined
  readonly tags?: readonly string[] | undefined
}

/** Which block an entry of a sidecar is about: all that is given has to hold. */
export interface Address {
  /** `Install`, or `NixOS > Install`. */
  readonly heading?: string | undefined
  /** Any line of the block, counted from 1. */
  readonly line?: number | undefined
  readonly contains?: string | undefined
}

export interface Sidecar {
  /** Where the JSON Schema is, for editors. */
  readonly $schema?: string | undefined
  readonly format: 1
  readonly blocks: readonly (Address & Directive)[]
}
