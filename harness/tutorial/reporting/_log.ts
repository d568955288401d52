import { foldNoise } from '../judging/nix-noise.ts'
import { visibleLines } from '../judging/visible.ts'

const LINES = 20
/** An error may be followed by the end of a log of its own. */
const ERROR_LINES = 40

/**
 * The lines of a log that matter: from where Nix says `error:` on, or the last ones. What Nix writes on
 * its way is folded.
 */
export function lastLines(log: string): readonly string[] {
  const lines = foldNoise(visibleLines(log))
  const recent = Math.max(0, lines.length - ERROR_LINES)
  const error = lines.findIndex((line, index) => index >= recent && line.startsWith('error:'))
  const from = error < 0 ? Math.max(0, lines.length - LINES) : error
  if (from === 0) return lines
  return [`(${from} ${from === 1 ? 'line' : 'lines'} before)`, ...lines.slice(from)]
}
