import { relative } from 'node:path/posix'
import type { Place } from '../errors.ts'
import type { NixMessage } from './messages.ts'
import { CONFIGURATION_DIR, type Sources } from './sources.ts'

/** Where a command of Nix ran: what of its places are the reader's. */
export interface Surroundings {
  /** The container's path that places are told from. */
  readonly workspace: string
  /** Of the configuration in `/etc/nixos`, if there is one. */
  readonly sources?: Sources | undefined
}

/** The places of messages that are in the workspace, or in the configuration's sources. */
export function placesInside(
  messages: readonly (NixMessage | undefined)[],
  { workspace, sources }: Surroundings,
): Place[] {
  return messages
    .flatMap((message) => message?.places ?? [])
    .flatMap((place) => {
      const composed = sources?.locate({ ...place, file: relative(CONFIGURATION_DIR, place.file) })
      const file = relative(workspace, place.file)
      return composed ?? (file.startsWith('..') ? [] : { ...place, file })
    })
}

/**
 * The error's own place, or else the nearest one in the trace. Since 2.19 a trace stands before its
 * error and ends with the nearest; before, it stands after it and begins with the nearest.
 */
export function findPlace(
  messages: readonly NixMessage[],
  surroundings: Surroundings,
): Place | undefined {
  const own = placesInside([messages.at(-1)], surroundings)[0]
  return own ?? placesInside(messages.slice(0, -1), surroundings).at(-1)
}

/**
 * Where a function is called, if that is the reader's: a wrong argument is more often mended there.
 * The message itself tells where the function is.
 */
export function findCall(
  messages: readonly NixMessage[],
  surroundings: Surroundings,
): Place | undefined {
  const [, call] = messages.at(-1)?.places ?? [] // Up to 2.18.
  const nearest = call ?? messages.slice(0, -1).at(-1)?.places.at(-1)
  if (!nearest) return undefined
  return placesInside([{ text: '', lines: [], places: [nearest] }], surroundings)[0]
}

/** Whether the last error came up in the workspace itself, by a trace that leaves out nothing. */
export function isOfReader(messages: readonly NixMessage[], surroundings: Surroundings): boolean {
  const last = messages.at(-1)
  if (!last || last.lines.some((line) => line.includes("use '--show-trace'"))) return false
  const nearest = last.places[0] ?? messages.slice(0, -1).at(-1)?.places.at(-1)
  if (!nearest) return false
  return placesInside([{ text: '', lines: [], places: [nearest] }], surroundings).length > 0
}
