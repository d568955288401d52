import type { LaunchOptions } from '../../harness/container/launch.ts'
import type { NixOptions } from '../../harness/container/nix-options.ts'
import type { Code, Place } from '../../harness/errors.ts'
import type { EmbeddedNix } from '../../harness/image/debian/packages.ts'

export type At = string | Readonly<Partial<Record<EmbeddedNix, string>>>

/** One thing that goes wrong, for real: a directory of fixtures/broken, and what is done with it. */
export interface Fault {
  /** The directory. */
  readonly name: string
  /** What is wrong, for the README. */
  readonly what: string
  readonly code: Code
  /** Of `nixBuild()`. */
  readonly build?: NixOptions
  /** A build that succeeds comes first, with these options. */
  readonly first?: NixOptions
  /** Commands that come before and after. */
  readonly around?: readonly [readonly string[], readonly string[]]
  /** What is launched once it is built: there it goes wrong. */
  readonly launch?: { readonly argv: readonly string[]; readonly options?: LaunchOptions }
  /** A container with little memory, and small directories for builds and `/small`. */
  readonly tight?: boolean
  /** As `file:line:column` below the directory; by version where they differ. */
  readonly at?: At
  /** The place is not in what Nix writes at first, but in its whole trace. */
  readonly traced?: boolean
  /** Nix tells no place; the files do. */
  readonly searched?: boolean
  /** It looks like something else in what Nix writes: only its structured log tells. */
  readonly logged?: boolean
  /** Is in the message. */
  readonly says?: string
}

/** Since 2.19: older ones tell no place with what has none of its own. */
export function since219(place: string): At {
  return { '2.26': place, '2.34': place }
}

/** Of a file whose arguments begin in line 2: older ones know no better place of what is thrown in it. */
export function thrown(file: string, line: number, column = 1): At {
  return { '2.8': `${file}:2:1`, ...(since219(`${file}:${line}:${column}`) as object) }
}

/** Where Nix of a version says that it is, from the workspace `fixtures/broken`. */
export function placeOf({ name, at }: Fault, nix: EmbeddedNix): Place | undefined {
  const [file, line, column] = (typeof at === 'object' ? at[nix] : at)?.split(':') ?? []
  if (file === undefined) return undefined
  return {
    file: `${name}/${file}`,
    line: Number(line),
    ...(column !== undefined && { column: Number(column) }),
  }
}
