import type { Place } from '../../errors.ts'
import type { Algorithm, NixHash } from '../../nar/notation.ts'
import type { Snippet } from './snippet.ts'

export type Host = 'github' | 'gitlab' | 'codeberg'

export interface Repository {
  readonly host: Host
  readonly owner: string
  readonly repo: string
}

/** Where a part of a value is in the file, when exactly that part can be replaced. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A revision as the text names it. */
export interface Revision {
  /** As it is looked up: `main`, `refs/heads/main`, `v1.0`, a commit. */
  readonly name: string
  readonly place: Place
  /** What to replace to name another; `undefined` when that is not one piece of text. */
  readonly span: Span | undefined
  /** Text that a commit needs before it in this span: `commit/` in raw URLs of Codeberg. */
  readonly commitPrefix: string
}

/** What a fetcher call fetches. */
export type Source =
  /** One file; `rest` is revision and path, which only the repository can tell apart. */
  | {
      readonly kind: 'file'
      readonly repository: Repository
      readonly rest: string
      /** Span of each character of `rest`, to find the revision's again. */
      readonly revisionAt: (length: number) => Revision
      /** `executable = true` hashes a NAR with that bit, `recursiveHash` one without. */
      readonly form: 'flat' | 'nar' | 'executable'
    }
  | {
      readonly kind: 'tree'
      readonly repository: Repository
      readonly revision: Revision
      /** What the host's archive has, or what a checkout has: they differ by `.gitattributes`. */
      readonly content: 'archive' | 'checkout'
    }
  /** A commit alone: `builtins.fetchGit` takes no hash. */
  | { readonly kind: 'commit'; readonly repository: Repository; readonly revision: Revision }
  | { readonly kind: 'unknown'; readonly why: string }

/** The hash of a call as written. */
export type PinnedHash =
  | {
      readonly state: 'given'
      readonly hash: NixHash
      readonly written: string
      readonly place: Place
      readonly span: Span | undefined
    }
  /** Empty, `lib.fakeHash`, all zeros, or no hash at all; `quote` when the edit needs quotes. */
  | {
      readonly state: 'empty' | 'fake'
      readonly written: string
      readonly like: NixHash
      readonly quote: boolean
      readonly place: Place
      readonly span: Span | undefined
    }
  /** Nix refuses it, whatever is fetched. */
  | {
      readonly state: 'invalid'
      /** What is wrong with it, and what Nix takes. */
      readonly why: string
      readonly wanted: string
      readonly written: string
      /** How the right one is written in its place. */
      readonly like: NixHash
      /** What it stands for, where only its notation is wrong. */
      readonly digest: Buffer | undefined
      readonly place: Place
      readonly span: Span | undefined
    }
  /** The call has no hash: an error for some fetchers, the author's will for others. */
  | { readonly state: 'none'; readonly algorithm: Algorithm }
  | { readonly state: 'unknown'; readonly why: string }

/** A fetcher call with what it fetches and the hash it expects. */
export interface Pin {
  readonly fetcher: string
  readonly snippet: Snippet
  readonly place: Place
  readonly source: Source
  readonly hash: PinnedHash
  /** True when the fetcher works without a hash, as `builtins.fetchTarball` does. */
  readonly hashOptional: boolean
}
