import { stripVTControlCharacters } from 'node:util'
import { withoutMeter } from './_meter.ts'

/**
 * The lines of a text as a reader sees them: without colours, byte order mark, blanks at the ends of
 * lines, and empty lines around it all; of what was written over on a terminal, only what remained; and
 * without the progress of curl, which there is on no terminal.
 */
export function visibleLines(text: string): string[] {
  const plain = stripVTControlCharacters(withoutMeter(text)).replace(/^\uFEFF/, '')
  return withoutEmptyEnds(plain.split(/\r?\n/).map(visibleLine))
}

function visibleLine(line: string): string {
  const written = line.trimEnd()
  return written.slice(written.lastIndexOf('\r') + 1)
}

function withoutEmptyEnds(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== '')
  if (first < 0) return []
  return lines.slice(first, lines.findLastIndex((line) => line !== '') + 1)
}
