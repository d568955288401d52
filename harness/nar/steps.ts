import type { ObjectReader } from '../git/objects.ts'
import { CLOSE, DIRECTORY, entry, EXECUTABLE, REGULAR, SYMLINK } from './format.ts'

/** A part of a NAR: fixed bytes and, if there is one, a blob with what closes it. */
export interface Step {
  readonly bytes: Buffer
  /** Its length, its content and its padding come after `bytes`, then two closing brackets. */
  readonly blob: string | undefined
}

/** One entry of a git tree object. */
interface TreeEntry {
  readonly mode: string
  readonly name: Buffer
  readonly id: string
}

const NUL = 0
const SPACE = 32
/** Of trees that stay the same between commits the parsed form is kept. */
const KEPT_TREES = 4096

/** Lists what makes the NAR of a tree, and what it has in `.gitattributes` files. */
export class TreeLister {
  readonly #objects: ObjectReader
  readonly #idBytes: number
  readonly #kept = new Map<string, Listing>()

  constructor(objects: ObjectReader, idBytes: number) {
    this.#objects = objects
    this.#idBytes = idBytes
  }

  async list(tree: string): Promise<Listing> {
    const kept = this.#kept.get(tree)
    if (kept) return kept
    const steps: Step[] = [{ bytes: DIRECTORY, blob: undefined }]
    const attributes: string[] = []
    let submodules = false
    const content = await this.#objects.read(tree)
    for (const { mode, name, id } of sorted(parseTree(content, this.#idBytes))) {
      const head = entry(name)
      if (mode === '40000') {
        const inner = await this.list(id)
        steps.push({ bytes: head, blob: undefined }, ...inner.steps, END_OF_ENTRY)
        attributes.push(...inner.attributes)
        submodules ||= inner.submodules
      } else if (mode === '160000') {
        // A submodule is not in the archive of the repository that has it; its directory is.
        steps.push({ bytes: Buffer.concat([head, DIRECTORY, CLOSE, CLOSE]), blob: undefined })
        submodules = true
      } else {
        steps.push({ bytes: Buffer.concat([head, kindOf(mode)]), blob: id })
        if (name.equals(ATTRIBUTES)) attributes.push(id)
      }
    }
    steps.push({ bytes: CLOSE, blob: undefined })
    const listing = { steps, attributes, submodules }
    if (this.#kept.size >= KEPT_TREES) this.#kept.delete(this.#kept.keys().next().value!)
    this.#kept.set(tree, listing)
    return listing
  }
}

export interface Listing {
  readonly steps: readonly Step[]
  /** Blobs of all `.gitattributes` files in the tree. */
  readonly attributes: readonly string[]
  readonly submodules: boolean
}

const ATTRIBUTES = Buffer.from('.gitattributes')
const END_OF_ENTRY: Step = { bytes: CLOSE, blob: undefined }

/** `100755`, but also `100775` of old, is executable; git knows no other bit. */
function kindOf(mode: string): Buffer {
  if (mode === '120000') return SYMLINK
  return (Number.parseInt(mode, 8) & 0o100) === 0 ? REGULAR : EXECUTABLE
}

/** A NAR sorts by the names' bytes; git sorts a directory as if its name ended with "/". */
function sorted(entries: readonly TreeEntry[]): TreeEntry[] {
  return entries.toSorted((a, b) => Buffer.compare(a.name, b.name))
}

function parseTree(content: Buffer, idBytes: number): TreeEntry[] {
  const entries: TreeEntry[] = []
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(SPACE, at)
    const end = content.indexOf(NUL, space)
    const after = end + 1 + idBytes
    entries.push({
      mode: content.toString('latin1', at, space),
      name: content.subarray(space + 1, end),
      id: content.toString('hex', end + 1, after),
    })
    at = after
  }
  return entries
}
