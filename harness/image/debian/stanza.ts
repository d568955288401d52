/** One stanza of deb822 text: field names as written, folded lines joined by newlines. */
export type Stanza = Readonly<Record<string, string>>

/** @see deb822(5) */
export function parseStanzas(text: string): Stanza[] {
  return text
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter(Boolean)
    .map((block) =>
      Object.fromEntries(
        block
          .replaceAll(/\n[ \t]+/g, '\u0000')
          .split('\n')
          .map((line) => {
            const colon = line.indexOf(':')
            const value = line.slice(colon + 1).trim()
            return [line.slice(0, colon), value.replaceAll('\u0000', '\n')]
          }),
      ),
    )
}
