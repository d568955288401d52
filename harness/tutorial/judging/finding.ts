import type { Blame, Code, Place } from '../../errors.ts'
import type { Edit } from '../fixing/edit.ts'

/** Which side of a difference is written anew: the text of the tutorial, or a file of its workspace. */
export type Side = 'text' | 'file'

/** One way to mend what was found. */
export interface Mend {
  readonly writes: Side
  /** They belong together; of one file. */
  readonly edits: readonly Edit[]
}

/** Something true about a tutorial that needs a fix. What is said of its text alone is one as well. */
export interface Finding {
  readonly code: Code
  /** Who has to act; a warning asks nobody to. */
  readonly severity: 'warning' | Blame
  /** In the Markdown, where there is a place in it. */
  readonly place: Place
  readonly summary: string
  readonly wanted?: string
  readonly found?: string
  /** Lines that begin with ` `, `-` (as the text has it) or `+` (as it is). */
  readonly diff?: string
  /** The next thing to do, as an instruction. */
  readonly next?: string
  /** Which side is to be written, where it could be either: the one that did not change last. */
  readonly writes?: Side
  /** Each is enough alone, and no two write the same side. */
  readonly mends?: readonly Mend[]
}

/** The Markdown that is judged. The same object for all of it: what is found out about it is kept with it. */
export interface Tutorial {
  /** As it is named in findings; `.mdx` is read as MDX. */
  readonly file: string
  /** As it is in the file, with its line endings and its byte order mark. */
  readonly text: string
}
