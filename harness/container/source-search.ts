import { posix } from 'node:path'
import type { Place } from '../errors.ts'
import type { NixTarget } from '../nix/argv.ts'
import type { NixFailure } from '../nix/failure.ts'
import { soughtBy } from '../nix/sought.ts'

/** What was built, or opened as a shell. */
interface Target extends NixTarget {
  /** Absolute; places are told from there. */
  readonly workspace: string
  readonly cwd?: string
  readonly tool: string
}

/** Gives the text of a file, by its absolute path. */
type Read = (path: string) => Promise<string | undefined>

/** Files that name one another, to look through for one place. */
const MOST_FILES = 8

/**
 * Looks in the tutorial's files for the place that Nix does not tell.
 *
 * @returns The place, or that what the failure claims is none; `undefined` where nothing is known.
 */
export async function searchPlace(
  failure: NixFailure,
  target: Target,
  read: Read,
): Promise<{ readonly place: Place | undefined } | undefined> {
  const sought = soughtBy(failure)
  if (!sought) return undefined
  // The parser is not small, and few failures need it.
  const { filesNamed, findSought, isFunction } = await import('../nix/source-place.ts')
  const { workspace } = target
  const { place } = failure
  const told = place && posix.join(workspace, place.file)
  const paths = told === undefined ? firstFiles(target) : [told]
  for (let index = 0; index < Math.min(paths.length, MOST_FILES); index += 1) {
    const path = paths[index]!
    // oxlint-disable-next-line no-await-in-loop -- the next one may not be needed
    const text = await read(path)
    if (text === undefined) continue
    // A place inside a function is as good as it gets.
    const isInside = place?.column !== undefined && !isFunction(text, place)
    if (isInside && sought.what !== 'package') return undefined
    const spot = findSought(text, sought)
    if (spot) return { place: { file: posix.relative(workspace, path), ...spot } }
    if (sought.what === 'result') break
    if (told !== undefined) continue
    const named = filesNamed(text).map((name) => posix.join(posix.dirname(path), name))
    paths.push(...named.filter((one) => one.startsWith(`${workspace}/`) && !paths.includes(one)))
  }
  return sought.what === 'argument' ? { place: undefined } : undefined
}

/** What Nix reads first. Where it is given more than that, nobody knows. */
function firstFiles({ workspace, cwd = '.', tool, file, attribute, args = [] }: Target): string[] {
  if (attribute !== undefined || args.some((word) => WORDS.test(word))) return []
  const directory = posix.resolve(workspace, cwd)
  if (file?.endsWith('.nix')) return [posix.resolve(directory, file)]
  const names = tool === 'nix-shell' ? ['shell.nix', 'default.nix'] : ['default.nix']
  return names.map((name) => posix.resolve(directory, file ?? '.', name))
}

const WORDS = /^(?:-E|--expr|-p|--packages|-A|--attr|.*\.nix)$/
