import type { Commit } from '../../git/repository.ts'
import type { GitNote } from '../../origin/git/_inspect.ts'
import type { Pin } from './pin.ts'
import type { Run, Timeline } from './timeline.ts'

/** Where in history the content is that a hash stands for. */
export interface Archaeology {
  /** How many commits were looked at. */
  readonly commits: number
  /** True when the clone has only the newest part of the history, or `--since` left some out. */
  readonly partial: boolean
  /** On the branch: when its content matched. */
  readonly runs: readonly Run[]
  /** Elsewhere, when it never matched on the branch: the first and the last commit that does. */
  readonly elsewhere:
    | { readonly first: Commit; readonly last: Commit; readonly commits: number }
    | undefined
}

/** The revision is a branch: what it points at changes with the next push. */
export interface Moving {
  readonly branch: string
  readonly timeline: Timeline
  /** True when the branch is older than the timeline: in a shallow clone, or with `--since`. */
  readonly partial: boolean
  /** Each content that the branch has had, oldest first. */
  readonly values: readonly Run[]
  /** For each commit of the timeline whether the hash fits it; none where there is no hash. */
  readonly fits: readonly boolean[] | undefined
}

export type Content =
  /** It is what the hash says; or no hash is asked for, and it is there. */
  | { readonly state: 'ok'; readonly got?: Buffer }
  | { readonly state: 'stale'; readonly got: Buffer; readonly archaeology: Archaeology }
  | { readonly state: 'empty' | 'fake'; readonly got: Buffer | undefined }
  /** Nix refuses the hash; what was got where that could be told. */
  | { readonly state: 'invalid'; readonly got: Buffer | undefined }
  | {
      readonly state: 'unreachable'
      readonly what: 'revision' | 'path'
      readonly nearest: readonly string[]
      /** Where the file lives now. */
      readonly movedTo: string | undefined
      readonly gotThere: Buffer | undefined
      readonly archaeology: Archaeology | undefined
    }
  | {
      readonly state: 'unjudged'
      readonly why: string
      /** What to give to have it judged. */
      readonly origin: string | undefined
    }

/** What was found out about one pin. */
export interface Judgement {
  readonly pin: Pin
  /** Such as `github:pagekey/education`. */
  readonly repository: string | undefined
  readonly revision: { readonly name: string; readonly commit: string | undefined } | undefined
  /** Of a file, where it is in the repository. */
  readonly path: string | undefined
  readonly content: Content
  /** What the fetched content has not, though it looks so: submodules, files kept by Git LFS. */
  readonly notes: readonly GitNote[]
  readonly moving: Moving | undefined
}

/** What nothing can be said about, with what to give to have it judged. */
export function unjudged(why: string, origin?: string): Content & { state: 'unjudged' } {
  return { state: 'unjudged', why, origin }
}
