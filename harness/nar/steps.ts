import type { ObjectReader } from '../git/objects.ts'
import { Kept } from './kept.ts'
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
/** Lists what makes the NAR of a tree, and what it has in `.gitattributes` files. */
export class TreeLister {
  readonly #objects: ObjectReader
  readonly #idBytes: number
  readonly #listings = new Kept<Listing>(({ steps }) => steps.length)
  readonly #entries = new Kept<readonly TreeEntry[]>((entries) => entries.length)

  constructor(objects: ObjectReader, idBytes: number) {
    this.#objects = objects
    this.#idBytes = idBytes
  }

  async list(tree: string): Promise<Listing> {
    const kept = this.#listings.get(tree)
    if (kept) return kept
    const listing = await this.#list(tree, (id) => this.list(id))
    this.#listings.set(tree, listing)
    return listing
  }

  /**
   * Without some paths. As `git archive` has it, a directory stays when all files in it are left
   * out, and goes when it only had directories that are.
   */
  async without(tree: string, ignored: ReadonlySet<string>, path = ''): Promise<Listing> {
    return this.#list(
      tree,
      async (id, name) => {
        const inner = await this.without(id, ignored, `${path}${name.toString('latin1')}/`)
        return inner.files ? inner : undefined
      },
      ({ mode, name }) => {
        const slash = mode === TREE || mode === SUBMODULE ? '/' : ''
        return !ignored.has(`${path}${name.toString('latin1')}${slash}`)
      },
    )
  }

  /** All paths in a tree as latin1 text, each byte a character; directories end with "/". */
  async paths(tree: string, path = ''): Promise<string[]> {
    const paths: string[] = []
    for (const { mode, name, id } of await this.#entriesOf(tree)) {
      const here = `${path}${name.toString('latin1')}`
      paths.push(mode === TREE || mode === SUBMODULE ? `${here}/` : here)
      if (mode !== TREE) continue
      for (const inner of await this.paths(id, `${here}/`)) paths.push(inner)
    }
    return paths
  }

  async #list(
    tree: string,
    listInner: (id: string, name: Buffer) => Promise<Listing | undefined>,
    isKept: (entry: TreeEntry) => boolean = () => true,
  ): Promise<Listing> {
    const steps: Step[] = [{ bytes: DIRECTORY, blob: undefined }]
    const attributes: string[] = []
    let [submodules, files] = [false, false]
    for (const one of await this.#entriesOf(tree)) {
      const { mode, name, id } = one
      files ||= mode !== TREE
      if (!isKept(one)) continue
      const head = entry(name)
      if (mode === TREE) {
        const inner = await listInner(id, name)
        if (!inner) continue
        steps.push({ bytes: head, blob: undefined })
        // Not spread: a call takes no more than about 100,000 arguments.
        for (const step of inner.steps) steps.push(step)
        steps.push(END_OF_ENTRY)
        for (const blob of inner.attributes) attributes.push(blob)
        submodules ||= inner.submodules
        files ||= inner.files
      } else if (mode === SUBMODULE) {
        // A submodule is not in the archive of the repository that has it; its directory is.
        steps.push({ bytes: Buffer.concat([head, DIRECTORY, CLOSE, CLOSE]), blob: undefined })
        submodules = true
      } else {
        steps.push({ bytes: Buffer.concat([head, kindOf(mode)]), blob: id })
        if (name.equals(ATTRIBUTES)) attributes.push(id)
      }
    }
    steps.push({ bytes: CLOSE, blob: undefined })
    return { steps, attributes, submodules, files }
  }

  async #entriesOf(tree: string): Promise<readonly TreeEntry[]> {
    const kept = this.#entries.get(tree)
    if (kept) return kept
    const entries = sorted(parseTree(await this.#objects.read(tree), this.#idBytes))
    this.#entries.set(tree, entries)
    return entries
  }
}

const TREE = '40000'
const SUBMODULE = '160000'

export interface Listing {
  readonly steps: readonly Step[]
  /** Blobs of all `.gitattributes` files in the tree. */
  readonly attributes: readonly string[]
  readonly submodules: boolean
  /** True when it has anything but directories, also if that is left out. */
  readonly files: boolean
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
