/**
 * A transcript of Nix has words that are not Nix's own: of builders, of `throw`, of `builtins.trace`.
 * Such a line begins with a mark, or goes on with one: two separators, and between them the
 * derivation whose builder wrote it. No rule that looks for words of Nix finds them behind it.
 */
const SEPARATOR = '\u001f'

/** Marks each line. */
export function foreign(text: string, derivation = ''): string {
  return text
    .replaceAll(SEPARATOR, '')
    .split('\n')
    .map((line) => `${markOf(derivation)}${line}`)
    .join('\n')
}

export function markOf(derivation: string): string {
  return `${SEPARATOR}${derivation}${SEPARATOR}`
}

export function isMarked(text: string): boolean {
  return text.includes(SEPARATOR)
}

/** The text with all words and without marks. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- it is what marks
  return text.replaceAll(/\u001f[^\u001f\n]*\u001f/g, '')
}

/** What is left without the words of others. */
export function ownWords(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith(SEPARATOR))
    .map((line) => line.split(SEPARATOR)[0])
    .join('\n')
}
