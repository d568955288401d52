import type { ObjectReader } from '../git/objects.ts'

/**
 * What in a `.gitattributes` makes an archive differ from the tree (gitattributes(5)): files left
 * out, text filled in, line endings and encodings changed. `text` and `eol=lf` only matter on the
 * way in, and a filter such as LFS does nothing where it is not installed.
 */
const CHANGES_CONTENT = /(^|\s)[-!]?(ident|eol=crlf|working-tree-encoding)\b/
const CHANGES_ARCHIVE = /(^|\s)[-!]?export-(ignore|subst)\b/
const NEEDS_COMMIT = /(^|\s)[-!]?export-subst\b/

/** `archive`: some files are left out, and nothing else. */
export type Effect = 'none' | 'archive' | 'archive-of-commit' | 'content'

const ORDER: readonly Effect[] = ['none', 'archive', 'archive-of-commit', 'content']

/** What attributes do to the archive of a tree, by the texts of its `.gitattributes` files. */
function effectOf(texts: readonly string[]): Effect {
  const effects = texts.map((text): Effect => {
    if (CHANGES_CONTENT.test(text)) return 'content'
    if (NEEDS_COMMIT.test(text)) return 'archive-of-commit'
    return CHANGES_ARCHIVE.test(text) ? 'archive' : 'none'
  })
  return ORDER.findLast((effect) => effects.includes(effect)) ?? 'none'
}

/** Reads what attributes do once for each file of them. */
export class AttributeReader {
  readonly #objects: ObjectReader
  readonly #texts = new Map<string, string>()

  constructor(objects: ObjectReader) {
    this.#objects = objects
  }

  async effect(blobs: readonly string[]): Promise<Effect> {
    const texts: string[] = []
    for (const id of new Set(blobs)) {
      const text = this.#texts.get(id) ?? (await this.#objects.read(id)).toString('latin1')
      this.#texts.set(id, text)
      texts.push(text)
    }
    return effectOf(texts)
  }
}
