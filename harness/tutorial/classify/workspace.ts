/** The reader's files, as far as a plan looks at them. */
export interface Workspace {
  /** Files, relative to its root, with `/`. */
  readonly files: readonly string[]
  /** `undefined` for what is no text. */
  readonly read: (file: string) => string | undefined
  /** Whether the repository around it has that path; texts name files from its root, too. */
  readonly around?: (path: string) => boolean
}

/** The names in a workspace, and what else a tutorial has made known by then. */
export class Names {
  readonly #files = new Set<string>()
  readonly #directories = new Set<string>(['.'])
  readonly #byName = new Map<string, string[]>()

  constructor(files: Iterable<string> = []) {
    for (const file of files) this.add(file)
  }

  add(file: string): void {
    if (this.#files.has(file)) return
    this.#files.add(file)
    const name = file.split('/').at(-1)!
    const named = this.#byName.get(name)
    if (named) named.push(file)
    else this.#byName.set(name, [file])
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
      this.#directories.add(file.slice(0, at))
    }
  }

  addDirectory(directory: string): void {
    this.add(`${directory}/.`)
  }

  hasFile(path: string): boolean {
    return this.#files.has(normal(path))
  }

  hasDirectory(path: string): boolean {
    return this.#directories.has(normal(path))
  }

  has(path: string): boolean {
    return this.hasFile(path) || this.hasDirectory(path)
  }

  /** All files that a name may mean: `main.py`, `src/main.py`. */
  filesNamed(name: string): readonly string[] {
    const wanted = normal(name)
    const candidates = this.#byName.get(wanted.split('/').at(-1)!) ?? []
    return candidates.filter((file) => file === wanted || file.endsWith(`/${wanted}`))
  }

  hasDirectoryNamed(name: string): boolean {
    const wanted = normal(name)
    if (this.#directories.has(wanted)) return true
    for (const one of this.#directories) if (one.endsWith(`/${wanted}`)) return true
    return false
  }
}

/** Without `./`, `..` and a last `/`; `.` for the root itself. */
export function normal(path: string): string {
  if (/^\w[\w-]*(?:\.\w+)*$/.test(path)) return path
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && parts.length && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const joined = parts.join('/')
  return path.startsWith('/') ? `/${joined}` : joined || '.'
}
