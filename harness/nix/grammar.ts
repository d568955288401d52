import type { LRParser } from '@lezer/lr'
import { parser } from '@replit/codemirror-lang-nix'
import { indentedString, plainString } from './grammar-tokens.ts'

/** Parses Nix, and goes on after errors. */
export const nixParser: LRParser = fixed(parser as LRParser)

/** The grammar with its two string tokenizers exchanged; it does not export them, but knows them. */
function fixed(original: LRParser): LRParser {
  const [plain, indented] = (original as unknown as { tokenizers: (typeof plainString)[] })
    .tokenizers
  return original.configure({
    tokenizers: [
      { from: plain!, to: plainString },
      { from: indented!, to: indentedString },
    ],
  })
}
