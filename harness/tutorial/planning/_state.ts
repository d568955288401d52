import { Names, normal, type Workspace } from '../classify/workspace.ts'
import type { Listed } from '../classify/listing.ts'
import type { Excerpt, NixStep, OpenStep } from './step.ts'

interface OpenShell {
  readonly id: string
  readonly kind: OpenStep['kind']
  /** Where the shell around it was. */
  readonly outerCwd: string
  /** The sections that it was opened in. */
  readonly section: string
  /** Whether prompts tell that one is in it. */
  readonly byPrompt: boolean
}

interface Fragments {
  readonly section: string
  readonly excerpts: readonly Excerpt[]
  /** Absolute paths that they name. */
  readonly paths: readonly string[]
  /** Where a directive of one of them says that the workspace is as well. */
  readonly mountAs?: string
}

/** What the reader has done by a place of the text, as far as the text alone tells. */
export class State {
  readonly workspace: Workspace | undefined
  /** Files of the workspace, and of nothing else. */
  readonly given: ReadonlySet<string>
  /** Files that are there, or will have been written. */
  readonly names: Names
  /** Files that a listing of the text shows, without those of the workspace. */
  readonly listed: Names = new Names()
  /** The directory of the shell, relative to the workspace; `undefined` when nobody can know. */
  cwd: string | undefined = '.'
  shells: OpenShell[] = []
  /** Fragments of NixOS of the section that they are in. */
  fragments: Fragments = { section: '', excerpts: [], paths: [] }
  /** Files of the workspace that an earlier block has begun anew. */
  readonly begun: Set<string> = new Set()
  /**
   * What the text has made of files so far: `shown` in a block and written as it is, `made` by a
   * command, or `unsure` where a part was shown that the reader is to work in.
   */
  readonly made: Map<string, 'shown' | 'made' | 'unsure'> = new Map()
  /** Where a directive of the block says that the workspace is as well. */
  mountAs: string | undefined = undefined
  readonly installed: Set<string> = new Set()
  /** What the block before evaluates, where that is all that it does. */
  lastValue: NixStep | undefined = undefined
  /** The line of the last block with commands. */
  lastCommands: number | undefined = undefined
  #opened = 0
  #session = 'main'
  readonly #others = new Map<string, { cwd: string | undefined; shells: OpenShell[] }>()

  constructor(workspace: Workspace | undefined) {
    this.workspace = workspace
    this.given = new Set(workspace?.files)
    this.names = new Names(workspace?.files)
  }

  get shell(): string {
    return this.shells.at(-1)?.id ?? this.#session
  }

  /** Goes to another of the reader's terminals: each has its own directory and shells. */
  use(session: string): void {
    if (session === this.#session) return
    this.#others.set(this.#session, { cwd: this.cwd, shells: this.shells })
    const { cwd, shells } = this.#others.get(session) ?? { cwd: '.', shells: [] }
    this.#session = session
    this.cwd = cwd
    this.shells = shells
  }

  open(
    kind: OpenStep['kind'],
    section: string,
    byPrompt: boolean,
  ): { shell: string; inside: string } {
    const inside = this.shell
    const shell = `${inside}/${++this.#opened}`
    this.shells.push({ id: shell, kind, outerCwd: this.cwd ?? '.', section, byPrompt })
    return { shell, inside }
  }

  close(): string | undefined {
    const shell = this.shells.pop()
    if (shell) this.cwd = shell.outerCwd
    return shell?.id
  }

  /** Goes where `cd` goes. */
  enter(directory: string): void {
    if (/[$`*]|^~|^-$/.test(directory)) this.cwd = undefined
    else if (directory.startsWith('/')) this.cwd = normal(directory)
    else if (this.cwd !== undefined) this.cwd = normal(`${this.cwd}/${directory}`)
  }

  /** The reader is to work in some file, and it is not told in which: none is for certain as it was shown. */
  unsettle(): void {
    for (const [path, how] of this.made) if (how === 'shown') this.made.set(path, 'unsure')
  }

  list(entries: readonly Listed[]): void {
    for (const { path, directory } of entries) {
      if (directory) this.listed.addDirectory(path)
      else this.listed.add(path)
    }
  }
}
