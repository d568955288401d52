import { lastSentence, type NamedFile } from '../classify/file-name.ts'
import { saysMade, tellsToPut } from '../classify/_says.ts'
import type { Block } from '../markdown/document.ts'
import type { State } from './_state.ts'

/**
 * Whether words before a block describe a file that a command or a block has made what it is: to
 * write the block over it would prove nothing.
 */
export function isThen(
  { before }: Block,
  { says }: NamedFile,
  { path, exists }: { readonly path: string; readonly exists: boolean },
  { made, given, lastCommands }: State,
): boolean {
  if (says !== 'is') return false
  const how = made.get(path)
  // What a reader is told to change in words, nothing here has changed.
  if (how === 'shown') return !tellsToPut(before)
  if (how !== undefined) return how === 'made'
  if (exists || given.has(path) || !before) return false
  // What a command makes, it need not name.
  return lastCommands !== undefined && saysMade(lastSentence(before).text)
}
