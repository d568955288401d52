import { stripAnsi } from '../../nix/messages.ts'

/**
 * The lines of a text as a reader sees them: without colours, byte order mark, blanks at the ends of
 * lines, and empty lines around it all; of what was written over on a terminal, only what remained.
 */
export function visibleLines(text: string): string[] {
  return withoutEmptyEnds(stripControls(text).split('\n').map(visibleLine))
}

/** Terminal sequences that colours are not: titles and links (OSC), and lone escapes. */
function stripControls(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const titles =
    /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[()][A-Z0-9]|\u001b\[[?!][0-9;]*[a-z]/g
  return stripAnsi(text.replace(/^\uFEFF/, '').replaceAll(titles, '')).replaceAll('\r\n', '\n')
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
