import { ExternalTokenizer, type InputStream } from '@lezer/lr'

/**
 * How Nix reads the inside of a string (NixOS/nix, src/libexpr/lexer.l). The grammar in use takes
 * `''${` and `'''` for ends of a string and `$${` for an interpolation; these tokenizers replace
 * its own. The numbers are its terms.
 */
const TERMS = {
  plain: { content: 63, interpolation: 64, end: 65 },
  indented: { content: 67, interpolation: 68, end: 69 },
} as const
type Terms = (typeof TERMS)[keyof typeof TERMS]

const [DOLLAR, BRACE, QUOTE, TICK, BACKSLASH] = [36, 123, 34, 39, 92] as const
const END_OF_TEXT = -1

/** Length of the piece that begins here and is content; 0 at the end of the string. */
type ContentLength = (input: InputStream) => number

export const plainString: ExternalTokenizer = tokenizer(TERMS.plain, 1, (input) => {
  if (input.next === QUOTE) return 0
  if (input.next === BACKSLASH) return 2
  return input.next === DOLLAR && input.peek(1) === DOLLAR ? 2 : 1
})

export const indentedString: ExternalTokenizer = tokenizer(TERMS.indented, 2, (input) => {
  if (input.next === DOLLAR && input.peek(1) === DOLLAR) return 2
  if (input.next !== TICK || input.peek(1) !== TICK) return 1
  if (input.peek(2) === TICK || input.peek(2) === DOLLAR) return 3
  return input.peek(2) === BACKSLASH ? 4 : 0
})

function tokenizer(terms: Terms, quotes: number, lengthAt: ContentLength): ExternalTokenizer {
  return new ExternalTokenizer((input) => {
    for (let read = 0; ;) {
      const interpolates = input.next === DOLLAR && input.peek(1) === BRACE
      const length = input.next === END_OF_TEXT || interpolates ? 0 : lengthAt(input)
      if (length === 0) {
        if (read > 0) input.acceptToken(terms.content)
        else if (interpolates) input.acceptToken(terms.interpolation, 2)
        else if (input.next !== END_OF_TEXT) input.acceptToken(terms.end, quotes)
        return
      }
      for (let step = 0; step < length && input.next !== END_OF_TEXT; step++) input.advance()
      read += length
    }
  })
}
